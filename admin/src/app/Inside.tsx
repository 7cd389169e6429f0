// The console behind the sign-in: menu, pages, and the questions that any of them may ask. A chunk of its own, so that
// who signs in does not wait for it.
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { people } from '@shared/people/contract'
import { AuditParts } from '@/lib/audit-parts'
import { useRead } from '@/lib/query'
import { Loading, Nothing } from '@/ui/states'
import { StepUp } from '@/ui/StepUp'
import { features, pages } from '../features'
import { Shell } from './Shell'
import { theme } from './theme'

// Questions asked from outside a component (askReason) wear the same colours and speak the same language.
ConfigProvider.config({
  holderRender: (children) => (
    <ConfigProvider locale={zhCN} theme={theme}>
      {children}
    </ConfigProvider>
  ),
})

const auditParts = features.flatMap(({ audit }) => audit ?? [])

/** The first page of the menu that the person may see. */
function Home() {
  const me = useRead(people.me, {})
  const first = pages.find((page) => page.roles.some((role) => me.data?.roles.includes(role)))
  if (!me.data) return <Loading />
  return first ? <Navigate to={`/${first.path}`} replace /> : <Nothing text="您的身份没有可用的管理页面" />
}

export function Inside() {
  return (
    <AntApp>
      <Shell>
        <StepUp />
        <AuditParts.Provider value={auditParts}>
          <Suspense fallback={<Loading />}>
            <Routes>
              {pages.map(({ path, Page }) => (
                <Route key={path} path={`/${path}/*`} element={<Page />} />
              ))}
              <Route path="*" element={<Home />} />
            </Routes>
          </Suspense>
        </AuditParts.Provider>
      </Shell>
    </AntApp>
  )
}
