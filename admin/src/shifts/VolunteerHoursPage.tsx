// Hours of volunteers in the office: certificates that are asked for, and hours that were not recorded on the evening.
import { Tabs } from 'antd'
import { certificates } from '@shared/shifts/certificates-contract'
import { madeUpHours } from '@shared/shifts/made-up-contract'
import { useMay } from '@/lib/me'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { Certificates } from './Certificates'
import { MadeUp } from './MadeUp'

const FILTERS = ['tab', 'open', 'status', 'placeId'] as const

export function VolunteerHoursPage() {
  const [{ tab }, setFilters] = useFilters(FILTERS)
  const [mayIssue, mayDecide] = [useMay(certificates.list), useMay(madeUpHours.list)]
  return (
    <Page title="志愿时长" hint="志愿服务记录证明的出具和撤销；当晚没有记上、事后申请补记的时长。">
      <Tabs
        activeKey={tab ?? 'certificates'}
        onChange={(key) =>
          setFilters({
            tab: key === 'certificates' ? undefined : key,
            open: undefined,
            status: undefined,
            placeId: undefined,
          })
        }
        destroyOnHidden
        className="page-tabs"
        items={[
          ...(mayIssue ? [{ key: 'certificates', label: '服务记录证明', children: <Certificates /> }] : []),
          ...(mayDecide ? [{ key: 'madeUp', label: '补记时长', children: <MadeUp /> }] : []),
        ]}
      />
    </Page>
  )
}
