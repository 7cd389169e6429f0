// What I agreed to, each purpose by itself, and my rights: see, take along, erase. Relies on people.
// Invariant: withdrawing takes as many taps as agreeing.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { consentPurposes, people, purposeNames, type ConsentPurpose } from '@shared/people/contract'
import { asApiError, download, type ApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { useRead, useWrite } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { SwitchRow } from '@/ui/inputs'
import { Card, Row, Section } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { HonourSwitch } from './honour-switch'
import './me.scss'

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

const why: Record<ConsentPurpose, string> = {
  privacyPolicy: '加入住户、留手机号要先同意；撤回后这些不能再办',
  locationNearest: '只在您点“用我的位置”时用一次，不保存',
  locationCheckIn: '志愿者、引导员值守签到时用，只存大致范围',
  locationReport: '随手拍标地点时用，也可以自己选地点',
  locationInspection: '检查员现场检查时用',
  subscription: '预约有变化时发微信消息',
  publicity: '表扬时写您的昵称，不同意就不写',
  foundByPhone: '请社区登记您做代办人、店员或讲师时打开，办好可以关掉；本社区的住户不用打开',
}

function Privacy() {
  const signedIn = useSignedIn()
  return (
    <Screen title="隐私与授权">
      <Card>
        <Row id="policy" title="隐私政策" note="用了哪些信息、为什么、存多久" onClick={open('/me/policy')} />
        {signedIn && <Row id="devices" title="登录的设备" onClick={open('/me/devices')} />}
      </Card>
      {signedIn && <Consents />}
      {signedIn && <HonourSwitch />}
      {signedIn && <Rights />}
    </Screen>
  )
}

function Consents() {
  const me = useRead(people.me, {})
  const set = useWrite(people.setConsent, { refreshes: [people.me] })
  return (
    <Section title="我的授权（可以随时撤回）">
      {set.error && <ErrorState error={set.error} />}
      <QueryView query={me}>
        {({ consents, privacy }) => (
          <Card>
            {consentPurposes.map((purpose) => {
              const granted = consents.find((each) => each.purpose === purpose)?.granted ?? false
              return (
                <SwitchRow
                  key={purpose}
                  id={`consent-${purpose}`}
                  title={purposeNames[purpose]}
                  note={why[purpose]}
                  value={granted}
                  onChange={(on) => set.run({ purpose, granted: on, version: privacy.version })}
                />
              )
            })}
          </Card>
        )}
      </QueryView>
    </Section>
  )
}

function Rights() {
  const [busy, setBusy] = useState(false)
  const [file, setFile] = useState<string | null>(null)
  const [failed, setFailed] = useState<ApiError | null>(null)
  const run = (work: () => Promise<void>) => {
    setBusy(true)
    setFailed(null)
    work()
      .catch((error: unknown) => setFailed(asApiError(error)))
      .finally(() => setBusy(false))
  }
  const fetchIt = () => run(async () => setFile(await download(people.myData, {})))
  // A second tap, since WeChat hands files over only from inside one.
  const give = (path: string) =>
    run(async () => {
      if (await platform.giveFile(path, '我的数据.json')) toast('已取出')
    })
  return (
    <Section title="我的权利">
      {failed && <ErrorState error={failed} />}
      <View className="gap-below">
        {file === null ? (
          <Button id="my-data" loading={busy} onClick={fetchIt}>
            下载我的数据
          </Button>
        ) : (
          <Button id="save-data" kind="primary" loading={busy} onClick={() => give(file)}>
            {platform.kind === 'weapp' ? '发到聊天保存' : '保存到本机'}
          </Button>
        )}
      </View>
      <Card>
        <Row id="delete" title="注销账户" note="删除个人信息，不能恢复" onClick={open('/me/delete')} />
      </Card>
    </Section>
  )
}

export { Privacy as default }
