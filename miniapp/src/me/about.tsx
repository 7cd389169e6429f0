// Whom to call, how complaints are handled, and what this program is. Relies on operations' public answer. Needs no
// account.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { operations } from '@shared/operations/contract'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Card, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import './me.scss'

function About() {
  const about = useRead(operations.about, {}, { staleMs: 60 * 60_000 })
  const phone = about.data?.servicePhone
  const call = (number: string) => {
    void Taro.makePhoneCall({ phoneNumber: number.replace(/[^\d+]/g, '') })
  }
  return (
    <Screen
      title="客服、意见与投诉"
      bottom={
        phone ? <Button id="call" kind="primary" onClick={() => call(phone)}>{`打电话 ${phone}`}</Button> : undefined
      }
    >
      <QueryView query={about}>
        {({ name, version, mode, cityName, servicePhone, officeHours, complaintText, contestText }) => (
          <>
            <Card title="意见与投诉">
              <Text className="letter">{complaintText}</Text>
              <Row
                id="complain"
                title="投诉、提意见"
                note="马上有编号和答复日期"
                onClick={() => {
                  void Taro.navigateTo({ url: '/me/complain' })
                }}
              />
              <Row
                id="complaints"
                title="我的投诉"
                onClick={() => {
                  void Taro.navigateTo({ url: '/me/complaints' })
                }}
              />
              <Row title="服务电话" value={servicePhone || '请问社区'} />
              {officeHours && <Row title="办公时间" note={officeHours} />}
            </Card>
            <Card title="对某一笔有异议">
              <Text className="letter">{contestText}</Text>
            </Card>
            <Card title={name}>
              <Row title="城市" value={cityName} />
              <Row title="版本" value={`${version}${mode === 'demo' ? '（演示）' : ''}`} />
              <Row
                title="隐私政策"
                onClick={() => {
                  void Taro.navigateTo({ url: '/me/policy' })
                }}
              />
            </Card>
          </>
        )}
      </QueryView>
    </Screen>
  )
}

export { About as default }
