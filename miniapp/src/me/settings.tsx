// How this phone shows things: elder mode, and the answers of the town or of the countryside.
// Relies on the session, which keeps these choices on the phone without an account.
import { chooseElder } from '@/lib/elder'
import { setSession, useElder, useSession } from '@/lib/session'
import { Button } from '@/ui/Button'
import { SwitchRow } from '@/ui/inputs'
import { Card } from '@/ui/layout'
import { Screen } from '@/ui/Screen'

function Settings() {
  const elder = useElder()
  const { elder: choice, rural } = useSession()
  return (
    <Screen title="设置">
      <Card title="怎么显示">
        <SwitchRow
          id="elder"
          title="长辈版"
          note="大字、大按钮、每屏内容更少"
          value={elder}
          onChange={(on) => chooseElder(on ? 'on' : 'off')}
        />
        {choice !== 'auto' && (
          <Button id="auto" kind="quiet" onClick={() => chooseElder('auto')}>
            恢复为跟随手机字号
          </Button>
        )}
      </Card>
      <Card title="按哪里的办法分类">
        <SwitchRow
          id="rural"
          title="农村分类"
          note="按农村的分类和投放办法显示"
          value={rural}
          onChange={(on) => setSession({ rural: on })}
        />
      </Card>
    </Screen>
  )
}

export { Settings as default }
