// Bookings: the list with filters in the address, why stops failed, and the objections waiting for a decision.
// A booking's drawer opens over any of them, so that a link from elsewhere leads straight to it.
import { Drawer, Tabs } from 'antd'
import { readers } from '@shared/pickups/roles'
import { useHasRole } from '@/lib/me'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { BookingList } from './BookingList'
import { ContestReview } from './ContestReview'
import { Failures } from './Failures'
import { OneBooking } from './OneBooking'
import './pickups.css'

const FILTERS = ['tab', 'open'] as const

export function BookingsPage() {
  const [{ tab, open }, setFilters] = useFilters(FILTERS)
  const readsAll = useHasRole(readers)
  const close = (): void => setFilters({ open: undefined })
  return (
    <Page title="预约" hint="住户的姓名、电话和门牌已脱敏；查看详情会留痕。">
      <Tabs
        activeKey={tab ?? 'list'}
        onChange={(key) => setFilters({ tab: key === 'list' ? undefined : key })}
        destroyOnHidden
        className="page-tabs"
        items={[
          { key: 'list', label: '预约列表', children: <BookingList onOpen={(id) => setFilters({ open: id })} /> },
          ...(readsAll
            ? [
                { key: 'contests', label: '异议裁定', children: <ContestReview /> },
                { key: 'failures', label: '未收成原因', children: <Failures /> },
              ]
            : []),
        ]}
      />
      <Drawer open={open !== undefined} onClose={close} size={760} title="预约" destroyOnHidden>
        {open && <OneBooking id={open} />}
      </Drawer>
    </Page>
  )
}
