// One household: who they are, and every feature's part in them, with the acts that a clerk does for them.
import { Button, Tabs, Tag } from 'antd'
import { Suspense, useContext } from 'react'
import { Link, useNavigate } from 'react-router'
import type { OutputOf } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { people } from '@shared/people/contract'
import { households } from '@shared/people/household-contract'
import { fullTime } from '@/lib/format'
import { HouseholdSides, HouseholdTabs, type HouseholdSide } from '@/lib/household-tabs'
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
  const sides = useSides()
  if (query.error)
    return (
      <Page title="住户">
        <Failed error={query.error} retry={() => void query.refetch()} />
      </Page>
    )
  const one = query.data
  return (
    <Page
      bare
      title={one?.label ?? '住户'}
      hint={one ? `${one.placeName}，${one.cardOnly ? '只有户卡' : `${one.members.length}位成员`}` : ''}
      actions={
        mayBook && (
          <Button type="primary" onClick={() => void navigate(`/book?household=${id}`)}>
            为这一户预约
          </Button>
        )
      }
    >
      <div className="household">
        <aside>
          {one && <Who one={one} seesLedger={seesLedger} onMore={() => onTab('members')} />}
          {sides.map(({ key, Side }) => (
            <Suspense key={key} fallback={null}>
              <Side householdId={id} />
            </Suspense>
          ))}
        </aside>
        <section className="card">
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
        </section>
      </div>
    </Page>
  )
}

function useSides(): readonly HouseholdSide[] {
  const { data } = useRead(people.me, {})
  const held = data?.roles ?? []
  return useContext(HouseholdSides).filter(({ roles }) => roles.some((role) => held.includes(role)))
}

type WhoProps = { one: OutputOf<typeof households.detail>; seesLedger: boolean; onMore: () => void }

/** Who lives there, who acts for them, and the card in use. */
function Who({ one, seesLedger, onMore }: WhoProps) {
  return (
    <section className="card" aria-label="这一户">
      <header>
        <h4>这一户</h4>
        <Button type="link" size="small" onClick={onMore}>
          成员和户卡
        </Button>
      </header>
      {one.members.map(({ personId, name, owner }) => (
        <div key={personId} className="household-member">
          <span className="account-mark" aria-hidden>
            {name.slice(0, 1)}
          </span>
          <span>
            <strong>{name}</strong> {owner && <Tag color="green">户主</Tag>}
            {seesLedger && (
              <>
                <br />
                <Link to={`/accounts?account=person:${personId}`}>{name} 的积分</Link>
              </>
            )}
          </span>
        </div>
      ))}
      {one.cardOnly && <Tag color="blue">没有手机也可以，凭户卡办理</Tag>}
      <dl className="household-facts">
        <dt>小区/村</dt>
        <dd>{one.placeName}</dd>
        <dt>户卡</dt>
        <dd>{one.codeIssuedAt ? `${fullTime(one.codeIssuedAt).slice(0, 10)} 发的在用` : '还没有'}</dd>
        {one.proxies.length > 0 && (
          <>
            <dt>代办</dt>
            <dd>{one.proxies.map(({ name }) => name).join('、')}</dd>
          </>
        )}
      </dl>
    </section>
  )
}
