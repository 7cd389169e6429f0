// The tab 垃圾分类. Shows only summaries; the screens behind it live in sub-packages.
import { Card } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

function Guide() {
  return (
    <Screen title='垃圾分类' tab>
      <Card title='想扔什么,先查一查' />
    </Screen>
  )
}

export { Guide as default }
