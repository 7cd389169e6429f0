// Taking a run over from another phone: by scanning its code, or by pasting it. Needs a network once, since the server
// checks the code; then the run is on this phone.
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { runsCrew } from '@shared/runs/crew-contract'
import { useOutbox } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { useSignIn } from '@/ui/SignInSheet'
import { CrewScreen, NeedsNetwork } from './parts'
import { keepRun, refreshRuns } from './store'

/** Codes as they come out of a message: with blanks and line ends. */
const cleaned = (code: string): string => code.replace(/\s+/g, '')
const LEAST = 8

function TakeOver() {
  const [typed, setTyped] = useState('')
  const [unread, setUnread] = useState(false)
  const signIn = useSignIn()
  const take = useWrite(runsCrew.takeOver)
  const { online } = useOutbox()
  const isOffline = !online || take.error?.code === 'NETWORK_DOWN'
  const give = async (code: string) => {
    if (cleaned(code).length < LEAST || !(await signIn.ask('接手班次需要知道您是谁'))) return
    const run = await take.run({ code: cleaned(code) })
    if (!run) return platform.vibrate('long')
    platform.vibrate('short')
    keepRun(run)
    await refreshRuns()
    void Taro.redirectTo({ url: `/crew/run?id=${run.id}` })
  }
  const scan = () => {
    setUnread(false)
    platform.scan().then(
      (code) => {
        if (code) void give(code)
      },
      () => setUnread(true),
    )
  }
  const typedEnough = cleaned(typed).length >= LEAST
  const enter = (
    <Button
      id="enter"
      kind={platform.canScan ? 'plain' : 'primary'}
      loading={take.busy}
      disabled={!typedEnough}
      onClick={() => {
        void give(typed)
      }}
    >
      用这个码接手
    </Button>
  )
  return (
    <CrewScreen
      title="接手班次"
      bottom={
        platform.canScan ? (
          <Button id="scan" kind="primary" loading={take.busy} onClick={scan}>
            扫一扫对方的码
          </Button>
        ) : (
          enter
        )
      }
    >
      <Notice>请对方在班次里点“交给别人”，出示二维码。接手以后，全部站点会存到这部手机里。</Notice>
      {isOffline && <NeedsNetwork />}
      {take.error && !isOffline && <ErrorState error={take.error} />}
      {unread && <Notice tone="error">没有扫成功。请把手机拿稳再扫一次，或者输入 8位交接码。</Notice>}
      <Card>
        <TextArea
          id="code"
          label={platform.canScan ? '或输入 8位交接码' : '输入 8位交接码'}
          value={typed}
          onChange={setTyped}
          max={200}
          hint="对方屏幕上的8位字母和数字；也可以粘贴对方发来的长码"
        />
        {platform.canScan && enter}
      </Card>
      {signIn.sheet}
    </CrewScreen>
  )
}

export { TakeOver as default }
