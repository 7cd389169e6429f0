// The console: providers, sign-in gate, routes.
import { QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { Suspense, useEffect } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { refreshSession } from '@/lib/api'
import { queryClient } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Loading } from '@/ui/states'
import { pages } from './menu'
import { Shell } from './Shell'
import { SignIn } from './SignIn'

dayjs.locale('zh-cn')
const theme = { token: { colorPrimary: '#0b6b45', borderRadius: 8, fontSize: 14 } }

export function App() {
  return (
    <ConfigProvider locale={zhCN} theme={theme}>
      <AntApp>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter basename="/admin"><Gate /></BrowserRouter>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}

function Gate() {
  const session = useSession()
  useEffect(() => { void refreshSession() }, [])
  if (!session.known) return <div style={{ padding: 40 }}><Loading /></div>
  if (!session.accessToken) return <SignIn />
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Routes>
          {pages.map(({ path, Page }) => <Route key={path} path={`/${path}/*`} element={<Page />} />)}
          <Route path="*" element={<Navigate to="/board" replace />} />
        </Routes>
      </Suspense>
    </Shell>
  )
}
