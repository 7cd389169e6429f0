// The register behind manifests: kitchens with their share under contract, contracts, licences, trucks, weighbridges.
import { Tabs } from 'antd'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { ContractsTab } from './ContractsTab'
import { FleetTab } from './FleetTab'
import { LicencesTab } from './LicencesTab'
import { ProducersTab } from './ProducersTab'

const FILTERS = ['tab'] as const

export function RegisterPage() {
  const [{ tab }, setFilters] = useFilters(FILTERS)
  return (
    <Page title="餐厨名录" hint="谁产生、谁来收、凭什么收：产生点、收运协议、经营许可和车辆。应收尽收看的是签约率。">
      <Tabs
        activeKey={tab ?? 'producers'}
        onChange={(key) => setFilters({ tab: key })}
        destroyOnHidden
        items={[
          { key: 'producers', label: '产生点', children: <ProducersTab /> },
          { key: 'contracts', label: '收运协议', children: <ContractsTab /> },
          { key: 'licences', label: '经营许可', children: <LicencesTab /> },
          { key: 'fleet', label: '车辆与地磅', children: <FleetTab /> },
        ]}
      />
    </Page>
  )
}
