// Erasing my account, after typing the word for it. Relies on people. Invariant: says what goes and what stays before
// anything happens.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { people } from '@shared/people/contract'
import { queryClient, useWrite } from '@/lib/query'
import { signOut } from '@/lib/session'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Field } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './me.scss'

const WORD = '注销'

function Delete() {
  return (
    <Screen title="注销账户">
      <SignedIn why="登录后才能注销">
        <Form />
      </SignedIn>
    </Screen>
  )
}

function Form() {
  const [typed, setTyped] = useState('')
  const erase = useWrite(people.deleteMe)
  const go = async () => {
    if (
      !(await confirm({
        title: '真的注销？',
        text: '注销后不能恢复。',
        ok: '注销账户',
        cancel: '先不注销',
        danger: true,
      }))
    )
      return
    if (!(await erase.run({ confirm: WORD }))) return
    queryClient.clear()
    signOut()
    toast('账户已注销')
    void Taro.switchTab({ url: '/pages/home' })
  }
  return (
    <>
      <Notice tone="warn" title="注销以后">
        不能恢复。没用完的积分不能再用，还没上门的预约请先取消。
      </Notice>
      <Card title="会删除">
        <Text className="letter">称呼、手机号、微信编号、住户关系、授权、消息。</Text>
      </Card>
      <Card title="会保留，但认不出是您">
        <Text className="letter">积分流水和统计数字，用来对账，只留一个代号。</Text>
      </Card>
      {erase.error && <ErrorState error={erase.error} />}
      <Field id="confirm" label={`请输入“${WORD}”两个字`} value={typed} onChange={setTyped} max={4} />
      <Button
        id="delete"
        kind="danger"
        loading={erase.busy}
        disabled={typed.trim() !== WORD}
        onClick={() => {
          void go()
        }}
      >
        注销账户
      </Button>
    </>
  )
}

export { Delete as default }
