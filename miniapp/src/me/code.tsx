// The household's code as a picture and in 8 characters, and getting a new one. Relies on people's households.
// Invariants: the code tells nothing about the address; the old one stops the moment a new one is made.
import { Text } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { households } from '@shared/people/household-contract'
import { showCode } from '@shared/people/rules'
import { dayOf } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Card, Row } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { OfHousehold } from './of-household'
import { fullDay } from './words'

function Code() {
  const { params } = useRouter()
  return (
    <Screen title="住户码">
      <SignedIn why="登录后才能看到住户码">
        <OfHousehold id={params['id']}>{(id) => <Shown id={id} />}</OfHousehold>
      </SignedIn>
    </Screen>
  )
}

function Shown({ id }: { id: string }) {
  const detail = useRead(households.detail, { id })
  const code = useRead(households.code, { id })
  const reissue = useWrite(households.reissueCode, {
    refreshes: [households.code, households.detail],
    onDone: () => toast('已换新码'),
  })
  const renew = async () => {
    if (
      await confirm({ title: '换一个新码？', text: '旧卡和旧贴纸马上停用，需要重新打印。', ok: '换新码', danger: true })
    )
      await reissue.run({ id, reason: '住户自己换码' })
  }
  return (
    <QueryView query={code}>
      {({ token, typed, issuedAt }) => (
        <>
          <Card title={detail.data?.label ?? '我的住户'}>
            <QrCode content={token} code={typed} label={`住户码 ${showCode(typed)}`} />
            <Text className="field__hint">
              投放、收运、在社区办事时出示。扫不了就念这8位字母和数字。码里没有您的姓名和地址。
            </Text>
          </Card>
          <Card>
            <Row title="发码日期" value={fullDay(dayOf(new Date(issuedAt)))} />
          </Card>
          {reissue.error && <ErrorState error={reissue.error} />}
          {detail.data?.allowed.includes('reissueCode') && (
            <Button
              id="reissue"
              kind="danger"
              loading={reissue.busy}
              onClick={() => {
                void renew()
              }}
            >
              码丢了，换一个新码
            </Button>
          )}
        </>
      )}
    </QueryView>
  )
}

export { Code as default }
