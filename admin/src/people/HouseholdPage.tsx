// One household: who they are, and every feature's part in them, with the acts that a clerk does for them.
import { Button, Tabs, Tag } from 'antd'
import { Suspense, useContext } from 'react'
import { Link, useNavigate } from 'react-router'
import { ledger } from '@shared/ledger/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { HouseholdTabs } from '@/lib/household-tabs'
import { useHasRole, useMay } from '@/lib/me'
import { useRead } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { agents } from '@shared/pickups/roles'
import { Page } from '@/ui/Page'
import { Failed, Loading, Nothing } from '@/ui/states'

const FILTERS = ['open', 'tab'] as const

export function HouseholdPage() {
  const [{ open, tab }, setFilters] = useFilters(FILTERS)
  return open ? (
    <OneHousehold key={open} id={open} tab={tab} onTab={(key) => setFilters({ tab: key })} />
  ) : (
    <Page title="住户">
      <Nothing text="在上面的搜索框里按门牌、户码、手机号或姓名找一户" />
    </Page>
  )
}

function OneHousehold({ id, tab, onTab }: { id: string; tab: string | undefined; onTab: (key: string) => void }) {
  const query = useRead(households.detail, { id })
  const me = useRead(people.me, {})
  const navigate = useNavigate()
  const mayBook = useHasRole(agents)
  const seesLedger = useMay(ledger.deskEntries)
  const held = me.data?.roles ?? []
  const tabs = useContext(HouseholdTabs).filter(({ roles }) => roles.some((role) => held.includes(role)))
  if (query.error)
    return (
      <Page title="住户">
        <Failed error={query.error} retry={() => void query.refetch()} />
      </Page>
    )
  const one = query.data
  return (
    <Page
      title={one?.label ?? '住户'}
      hint={one ? `${one.placeName} · ${one.cardOnly ? '只有户卡' : `${one.members.length} 位成员`}` : ''}
      actions={
        mayBook && (
          <Button type="primary" onClick={() => void navigate(`/book?household=${id}`)}>
            为这一户预约
          </Button>
        )
      }
    >
      {seesLedger && one && one.members.length > 0 && (
        <p>
          {one.members.map(({ personId, name }) => (
            <Link key={personId} to={`/accounts?account=person:${personId}`} className="member-points">
              {name} 的积分
            </Link>
          ))}
        </p>
      )}
      {one?.cardOnly && <Tag color="blue">没有手机也可以，凭户卡办理</Tag>}
      <Tabs
        activeKey={tabs.some(({ key }) => key === tab) ? tab : tabs[0]?.key}
        onChange={onTab}
        destroyOnHidden
        items={tabs.map(({ key, title, Tab }) => ({
          key,
          label: title,
          children: (
            <Suspense fallback={<Loading />}>
              <Tab householdId={id} />
            </Suspense>
          ),
        }))}
      />
    </Page>
  )
}
