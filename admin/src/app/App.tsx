// The console: providers, and the gate that shows the form of signing in or what lies behind it.
import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { lazy, Suspense, useEffect, useState } from 'react'
import { BrowserRouter, useLocation } from 'react-router'
import { refreshSession } from '@/lib/api'
import { queryClient } from '@/lib/query'
import { demoRefreshToken, setAccessToken, useSession } from '@/lib/session'
import { SignIn } from './SignIn'
import { theme } from './theme'

dayjs.locale('zh-cn')

const LinkFront = lazy(async () => ({ default: (await import('./LinkFront')).LinkFront }))
const Inside = lazy(async () => ({ default: (await import('./Inside')).Inside }))

export function App() {
  return (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter basename="/admin">
          <Front />
        </BrowserRouter>
      </QueryClientProvider>
    </ConfigProvider>
  )
}

/** The same lines as in index.html, so that nothing jumps while the rest is fetched. */
function Opening() {
  return (
    <div className="opening" role="status">
      <strong>无废通管理台</strong>
      <span>正在打开…</span>
    </div>
  )
}

/** The server could not be asked who is signed in: that says nothing of the session, which waits. */
function Away({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="opening" role="alert">
      <strong>连不上服务器</strong>
      <span>您的登录还在，网络恢复后重试即可。</span>
      <button type="button" onClick={onRetry}>
        重试
      </button>
    </div>
  )
}

/** Whoever was sent a link has no account: what it opens needs no signing in. */
function Front() {
  if (!useLocation().pathname.startsWith('/company')) return <Gate />
  return (
    <Suspense fallback={<Opening />}>
      <LinkFront />
    </Suspense>
  )
}

function Gate() {
  const session = useSession()
  const [isAway, setAway] = useState(false)
  const open = (): void => {
    setAway(false)
    void refreshSession().then((outcome) => {
      if (outcome === 'away') return setAway(true)
      if (outcome === 'ended') {
        demoRefreshToken.write(null)
        setAccessToken(null)
      }
    })
  }
  useEffect(open, [])
  if (!session.known) return isAway ? <Away onRetry={open} /> : <Opening />
  if (!session.accessToken) return <SignIn />
  return (
    <Suspense fallback={<Opening />}>
      <Inside />
    </Suspense>
  )
}
