// The console behind the sign-in: menu, pages, and the questions that any of them may ask. A chunk of its own, so that
// who signs in does not wait for it.
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { Suspense } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import type { Role } from '@shared/actors'
import { AuditParts } from '@/lib/audit-parts'
import { HouseholdSides, HouseholdTabs } from '@/lib/household-tabs'
import { keepFormFromDates } from '@/lib/picker-enter'
import { Loading, Nothing } from '@/ui/states'
import { StepUp } from '@/ui/StepUp'
import { features, pages } from '../features'
import { Guarded, Unknown } from './Guarded'
import { maySee } from './Menu'
import { Shell } from './Shell'
import { SignInAgain } from './SignInAgain'
import { TypedGuard } from './TypedGuard'
import { theme } from './theme'

// Questions asked from outside a component (askReason) wear the same colours and speak the same language.
ConfigProvider.config({
  holderRender: (children) => (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  ),
})

keepFormFromDates()

const auditParts = features.flatMap(({ audit }) => audit ?? [])
const householdSides = features.flatMap(({ householdSides }) => householdSides ?? [])
const householdTabs = features.flatMap(({ householdTabs }) => householdTabs ?? [])

/** The first page of the menu that the person may see. */
function Home({ held }: { held: readonly Role[] }) {
  const first = pages.find((page) => page.inMenu && maySee(page, held))
  return first ? (
    <Navigate to={`/${first.path}`} replace />
  ) : (
    <Nothing text="您的身份在管理台没有要办的业务，请用微信小程序。" />
  )
}

export function Inside() {
  return (
    <AntApp>
      <Shell>
        {(held) => (
          <>
            <StepUp />
            <SignInAgain />
            <TypedGuard />
            <AuditParts.Provider value={auditParts}>
              <HouseholdTabs.Provider value={householdTabs}>
                <HouseholdSides.Provider value={householdSides}>
                  <Suspense fallback={<Loading />}>
                    <Routes>
                      {pages.map((page) => (
                        <Route key={page.path} path={`/${page.path}/*`} element={<Guarded page={page} held={held} />} />
                      ))}
                      <Route path="/" element={<Home held={held} />} />
                      <Route path="*" element={<Unknown />} />
                    </Routes>
                  </Suspense>
                </HouseholdSides.Provider>
              </HouseholdTabs.Provider>
            </AuditParts.Provider>
          </>
        )}
      </Shell>
    </AntApp>
  )
}
