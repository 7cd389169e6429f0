// The console: providers, and the gate that shows the form of signing in or what lies behind it.
import { QueryClientProvider } from '@tanstack/react-query'
import { ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { lazy, Suspense, useEffect } from 'react'
import { BrowserRouter } from 'react-router'
import { refreshSession } from '@/lib/api'
import { queryClient } from '@/lib/query'
import { useSession } from '@/lib/session'
import { SignIn } from './SignIn'
import { theme } from './theme'

dayjs.locale('zh-cn')

const Inside = lazy(async () => ({ default: (await import('./Inside')).Inside }))

export function App() {
  return (
    <ConfigProvider locale={zhCN} theme={theme}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter basename="/admin">
          <Gate />
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

function Gate() {
  const session = useSession()
  useEffect(() => {
    void refreshSession()
  }, [])
  if (!session.known) return <Opening />
  if (!session.accessToken) return <SignIn />
  return (
    <Suspense fallback={<Opening />}>
      <Inside />
    </Suspense>
  )
}
