// My name, telephone number and year of birth. Relies on people; the number is proved by WeChat where it can, typed
// where not. Invariant: what was typed stays after a failed save.
import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { people } from '@shared/people/contract'
import { platform } from '@/lib/platform/platform'
import { useRead, useWrite } from '@/lib/query'
import { leave, loadMe } from '@/lib/sign-in'
import type { OutputOf } from '@shared/contract'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Field } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './me.scss'

type Me = OutputOf<typeof people.me>
const done = () => {
  void loadMe()
  toast('已保存')
}

async function signOutHere(): Promise<void> {
  if (!(await confirm({ title: '退出登录？', text: '手机里的长辈版、地区设置会留着。', ok: '退出' }))) return
  await leave()
  void Taro.switchTab({ url: '/pages/me' })
}

function Profile() {
  return (
    <Screen title="我的资料">
      <SignedIn why="登录后才能看到您的资料">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const me = useRead(people.me, {})
  return <QueryView query={me}>{(mine) => <Form me={mine} />}</QueryView>
}

function Form({ me }: { me: Me }) {
  const [name, setName] = useState(me.displayName)
  const [year, setYear] = useState('')
  const save = useWrite(people.updateMe, { refreshes: [people.me], onDone: done })
  const birthYear = /^\d{4}$/.test(year) ? Number(year) : undefined
  return (
    <>
      {save.error && <ErrorState error={save.error} />}
      <Field id="name" label="怎么称呼您" value={name} onChange={setName} max={20} hint="家人和收运员会看到" />
      <Field
        id="birth-year"
        label="出生年份（可以不填）"
        type="number"
        value={year}
        onChange={setYear}
        max={4}
        placeholder="例如：1954"
        hint="只用来判断是否需要监护人同意"
      />
      {me.guardianConsent === 'missing' && <Notice tone="warn">14到17岁需要监护人同意，请家人到社区登记。</Notice>}
      <View className="gap-below">
        <Button
          id="save"
          kind="primary"
          loading={save.busy}
          disabled={name.trim() === ''}
          onClick={() => {
            void save.run({ displayName: name.trim(), ...(birthYear ? { birthYear } : {}) })
          }}
        >
          保存
        </Button>
      </View>
      <Phone me={me} />
      <Card>
        <Row
          title="登录的设备"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/devices' })
          }}
        />
        <Row
          id="sign-out"
          title="退出登录"
          onClick={() => {
            void signOutHere()
          }}
        />
      </Card>
    </>
  )
}

function Phone({ me }: { me: Me }) {
  const [phone, setPhone] = useState('')
  const [open, setOpen] = useState(false)
  const type = useWrite(people.typePhone, {
    refreshes: [people.me],
    onDone: () => {
      setOpen(false)
      done()
    },
  })
  const bind = useWrite(people.bindPhone, { refreshes: [people.me], onDone: done })
  const error = type.error ?? bind.error
  useEffect(() => {
    if (!open) setPhone('')
  }, [open])
  return (
    <Card title="手机号">
      <Row
        title={me.phone ?? '还没有填'}
        note={me.phone ? (me.phoneVerified ? '已由微信验证' : '手工填写，未验证') : '收运员找不到地方时打给您'}
      />
      {error && <ErrorState error={error} />}
      {platform.hasPhoneButton && (
        <Button
          openType="getPhoneNumber"
          loading={bind.busy}
          onGetPhoneNumber={(code) => {
            if (code) void bind.run({ code })
          }}
        >
          用微信手机号
        </Button>
      )}
      {!open && (
        <Button id="type-phone" onClick={() => setOpen(true)}>
          {me.phone ? '换一个号码' : '自己填写'}
        </Button>
      )}
      {open && (
        <>
          <Field
            id="phone"
            label="手机号"
            type="number"
            value={phone}
            onChange={setPhone}
            max={11}
            error={phone.length === 11 && !/^1[3-9]\d{9}$/.test(phone) ? '号码不对，请看一下' : null}
          />
          <Button
            id="save-phone"
            loading={type.busy}
            disabled={!/^1[3-9]\d{9}$/.test(phone)}
            onClick={() => {
              void type.run({ phone })
            }}
          >
            保存号码
          </Button>
        </>
      )}
    </Card>
  )
}

export { Profile as default }
