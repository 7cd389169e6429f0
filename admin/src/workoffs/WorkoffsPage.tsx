// 以工代罚 in the office: the cases of an area, and the table that says how long a fine takes.
import { Tabs } from 'antd'
import { workoffsDesk } from '@shared/workoffs/desk-contract'
import { useMay } from '@/lib/me'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Cases } from './Cases'
import { Tables } from './Tables'

const FILTERS = ['tab', 'open', 'state'] as const

export function WorkoffsPage() {
  const [{ tab }, setFilters] = useFilters(FILTERS)
  const [mayRead, mayWrite] = [useMay(workoffsDesk.list), useMay(workoffsDesk.tables)]
  return (
    <Page title="以工代罚" hint="违规个人参加培训或桶边见习来抵罚款。只限个人；时长不算志愿服务，也不计积分。">
      <Tabs
        activeKey={tab ?? (mayRead ? 'cases' : 'tables')}
        onChange={(key) => setFilters({ tab: key === 'cases' ? undefined : key, open: undefined, state: undefined })}
        destroyOnHidden
        className="page-tabs"
        items={[
          ...(mayRead ? [{ key: 'cases', label: '个案', children: <Cases /> }] : []),
          ...(mayWrite ? [{ key: 'tables', label: '折抵时长表', children: <Tables /> }] : []),
        ]}
      />
    </Page>
  )
}
