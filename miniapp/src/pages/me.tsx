// The tab 我的. Shows only summaries and the way to settings; the screens behind it live in sub-packages.
import Taro from '@tarojs/taro'
import { useOutbox } from '@/lib/outbox/outbox'
import { useSession } from '@/lib/session'
import { Card, Row } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

const open = (url: string) => () => { void Taro.navigateTo({ url }) }

function Me() {
  const person = useSession((state) => state.person)
  const { waiting, refused } = useOutbox()
  return (
    <Screen title='我的' tab>
      <Card title={person ? person.name : '还没有登录'} />
      <Card>
        <Row id='waiting' title='待上传的记录' value={`${waiting.length + refused.length} 条`} onClick={open('/me/waiting')} />
        <Row id='settings' title='设置' note='长辈版、城乡' onClick={open('/me/settings')} />
      </Card>
    </Screen>
  )
}

export { Me as default }
