// The console: providers, sign-in gate, routes.
import { QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { Suspense, useEffect } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { refreshSession } from '@/lib/api'
import { people } from '@shared/people/contract'
import { pages } from '@/features'
import { queryClient, useRead } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Loading, Nothing } from '@/ui/states'
import { StepUp } from '@/ui/StepUp'
import { Shell } from './Shell'
import { SignIn } from './SignIn'

dayjs.locale('zh-cn')
// The two backgrounds are set by hand: those that are derived from a dark green are greys on which green text can't be
// read.
const theme = {
  token: {
    colorPrimary: '#0b6b45',
    colorLink: '#0b6b45',
    colorLinkHover: '#0e8657',
    colorLinkActive: '#084f33',
    colorPrimaryBg: '#e3f1ea',
    colorPrimaryBgHover: '#d3e8dd',
    colorError: '#c5221f',
    colorTextDescription: '#55645c',
    borderRadius: 8,
    fontSize: 14,
  },
  components: { Menu: { itemHeight: 32, itemMarginBlock: 2 } },
}
// Questions asked from outside a component (askReason) wear the same colours and speak the same language.
ConfigProvider.config({
  holderRender: (children) => (
    <ConfigProvider locale={zhCN} theme={theme}>
      {children}
    </ConfigProvider>
  ),
})

export function App() {
  return (
    <ConfigProvider locale={zhCN} theme={theme}>
      <AntApp>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter basename="/admin">
            <Gate />
          </BrowserRouter>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}

/** The first page of the menu that the person may see. */
function Home() {
  const me = useRead(people.me, {})
  const first = pages.find((page) => page.roles.some((role) => me.data?.roles.includes(role)))
  if (!me.data) return <Loading />
  return first ? <Navigate to={`/${first.path}`} replace /> : <Nothing text="您的身份没有可用的管理页面" />
}

function Gate() {
  const session = useSession()
  useEffect(() => {
    void refreshSession()
  }, [])
  if (!session.known)
    return (
      <div style={{ padding: 40 }}>
        <Loading />
      </div>
    )
  if (!session.accessToken) return <SignIn />
  return (
    <Shell>
      <StepUp />
      <Suspense fallback={<Loading />}>
        <Routes>
          {pages.map(({ path, Page }) => (
            <Route key={path} path={`/${path}/*`} element={<Page />} />
          ))}
          <Route path="*" element={<Home />} />
        </Routes>
      </Suspense>
    </Shell>
  )
}
