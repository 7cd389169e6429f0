// The tab 首页. Shows only summaries; the screens behind it live in sub-packages.
import { Card } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

function Home() {
  return (
    <Screen title='首页' tab>
      <Card title='垃圾分好类,大件约上门' />
    </Screen>
  )
}

export { Home as default }
