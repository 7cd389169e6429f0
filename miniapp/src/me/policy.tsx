// The privacy policy in plain words, readable before signing in. Its version is the one that consents name.
// Invariant: what it says is what the server does; a change of either changes PRIVACY_VERSION.
import { Text } from '@tarojs/components'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { Card } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import './me.scss'

const parts: readonly { title: string; lines: readonly string[] }[] = [
  {
    title: '不用提供什么也能用',
    lines: ['查垃圾分类、看可预约的日期、看附近点位，都不用登录。不用人脸和指纹，不做广告，不给个人排名。'],
  },
  {
    title: '用到哪些信息',
    lines: [
      '微信给的编号：认出您，不看您的好友。',
      '称呼、手机号：收运员联系您。手机号可以自己填，加密保存，别人看到的是打了星号的。',
      '住户地址：上门收运。加密保存，列表里不显示房号。',
      '投放、收运、积分记录：记账和核对。几点几分只有本人看得到。',
      '位置：只在您点的那一次用，不保存；不同意也能按小区找。',
      '照片：您拍的物品照片，上传时去掉拍摄地点。',
      '查过的词：只存在您的手机里，不上传。',
    ],
  },
  {
    title: '谁能看到',
    lines: [
      '您自己和同户的家人；为您上门的收运员看得到这一次的地址和电话；社区和街道工作人员在自己的辖区内办事时能看，每次查看都会留下记录。不卖给、不送给别人。',
    ],
  },
  {
    title: '存多久',
    lines: ['个人信息存到您注销为止。注销后姓名、手机号、地址删除；积分流水和统计去掉姓名后保留，用来对账。'],
  },
  {
    title: '您的权利',
    lines: [
      '随时可以看、改、下载自己的信息，撤回每一项授权，注销账户。都在“我的 · 隐私与授权”里。14岁以下不开账户；14到17岁要监护人同意。',
    ],
  },
]

function Policy() {
  return (
    <Screen title="隐私政策">
      <Card title={`版本 ${PRIVACY_VERSION}`} />
      {parts.map(({ title, lines }) => (
        <Card key={title} title={title}>
          {lines.map((line) => (
            <Text key={line} className="letter">
              {line}
            </Text>
          ))}
        </Card>
      ))}
    </Screen>
  )
}

export { Policy as default }
