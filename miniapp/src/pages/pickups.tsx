// The tab 预约回收. Shows only summaries; the screens behind it live in sub-packages.
import { Card } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

function Pickups() {
  return (
    <Screen title='预约回收' tab>
      <Card title='大件垃圾预约上门收运' />
    </Screen>
  )
}

export { Pickups as default }
