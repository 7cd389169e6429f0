// Signing in where it is first needed, without leaving the page and what was typed on it.
// Relies on lib/sign-in.ts. In WeChat one tap after agreeing to the privacy policy; in browsers and demo installations
// by choosing a named demo person. Invariants: says why it is asked; turning back leaves everything as it was.
//
//   const signIn = useSignIn()
//   if (await signIn.ask('占住时段需要知道是谁预约的')) …          true at once for who is signed in
//   {signIn.sheet}                                               somewhere inside the Screen
import { Text, View } from '@tarojs/components'
import { useRef, useState, type ReactNode } from 'react'
import type { Role } from '@shared/actors'
import { people } from '@shared/people/contract'
import { roleNames } from '@shared/people/role-names'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { features } from '@/features'
import { asApiError, type ApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { useRead } from '@/lib/query'
import { session } from '@/lib/session'
import { signInAsDemo, signInHere } from '@/lib/sign-in'
import { Button } from './Button'
import { Card, Empty, Notice, Row, Skeleton } from './layout'
import { ErrorState } from './ErrorState'
import { Sheet } from './Sheet'

export type SignIn = { ask: (why: string) => Promise<boolean>; sheet: ReactNode }

export function useSignIn(): SignIn {
  const [why, setWhy] = useState<string | null>(null)
  const answer = useRef<((signed: boolean) => void) | null>(null)
  const end = (signed: boolean) => {
    answer.current?.(signed)
    answer.current = null
    setWhy(null)
  }
  const ask = (reason: string) => {
    if (session().tokens) return Promise.resolve(true)
    answer.current?.(false)
    setWhy(reason)
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
    })
  }
  return {
    ask,
    sheet: why === null ? null : <SignInSheet why={why} onClose={() => end(false)} onSigned={() => end(true)} />,
  }
}

/** In place of a page that nobody sees without signing in: why, and the way to do it. */
export function SignInFirst({ why, onSigned }: { why: string; onSigned?: () => void }) {
  const signIn = useSignIn()
  return (
    <>
      <Empty
        icon="user"
        text="还没有登录"
        hint={why}
        action={
          <Button
            id="sign-in-first"
            kind="primary"
            onClick={() => {
              void signIn.ask(why).then((signed) => {
                if (signed) onSigned?.()
              })
            }}
          >
            登录
          </Button>
        }
      />
      {signIn.sheet}
    </>
  )
}

type Props = { why: string; onClose: () => void; onSigned: () => void }

export function SignInSheet({ why, onClose, onSigned }: Props) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<ApiError | null>(null)
  const run = (signing: () => Promise<unknown>) => {
    setBusy(true)
    setFailed(null)
    signing()
      .then(onSigned, (error: unknown) => setFailed(asApiError(error)))
      .finally(() => setBusy(false))
  }
  return (
    <Sheet open title="登录" onClose={onClose}>
      <Notice>{why}</Notice>
      {failed && <ErrorState error={failed} />}
      {platform.kind === 'weapp' && (
        <View>
          <Text className="field__hint">
            登录只用微信给的编号认出您，不要手机号，不看好友。隐私政策在“我的 · 隐私”里，可以随时撤回同意、注销账户。
          </Text>
          <Button id="sign-in" kind="primary" loading={busy} onClick={() => run(() => signInHere(PRIVACY_VERSION))}>
            同意隐私政策并登录
          </Button>
        </View>
      )}
      <DemoPersons busy={busy} onChoose={(key) => run(() => signInAsDemo(key))} />
    </Sheet>
  )
}

const workbenches = features.flatMap(({ role }) => role ?? [])
/** The first workbench of this program that a person's roles open. */
const workbenchOf = (roles: readonly Role[]): Role | undefined => workbenches.find((role) => roles.includes(role))

/** Residents first: on these pages they are who is meant. */
const groups: readonly { title: string; has: (roles: readonly Role[]) => boolean }[] = [
  { title: '居民', has: (roles) => roles.length === 0 },
  ...workbenches.map((role) => ({
    title: roleNames[role],
    has: (roles: readonly Role[]) => workbenchOf(roles) === role,
  })),
  { title: '工作人员', has: (roles) => roles.length > 0 && !workbenchOf(roles) },
]

/** Named persons of a demo installation; elsewhere there are none. */
function DemoPersons({ busy, onChoose }: { busy: boolean; onChoose: (key: string) => void }) {
  const [chosen, setChosen] = useState('')
  const demo = useRead(people.demoPersons, {})
  const persons = demo.data?.items ?? []
  if (persons.length > 0) {
    return groups
      .map(({ title, has }) => ({ title, items: persons.filter(({ roles }) => has(roles)) }))
      .filter(({ items }) => items.length > 0)
      .map(({ title, items }) => (
        <Card key={title} title={`${title}（演示人物，虚构）`}>
          {items.map(({ key, displayName, description }) => (
            <Row
              key={key}
              id={`demo-${key}`}
              title={displayName}
              note={description}
              {...(busy && key === chosen ? { value: '正在登录' } : {})}
              onClick={() => {
                if (busy) return
                setChosen(key)
                onChoose(key)
              }}
            />
          ))}
        </Card>
      ))
  }
  if (platform.kind === 'weapp') return null
  if (demo.isPending) return <Skeleton />
  return <Notice tone="warn">请在微信里打开小程序“无废通”登录。</Notice>
}
