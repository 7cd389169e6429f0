// What a page of 我的 shows to someone who is not signed in: why it is needed, and the way to do it.
//
//   <SignedIn why='登录后才能看到您的消息'>…</SignedIn>
import type { ReactNode } from 'react'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Empty } from '@/ui/layout'
import { useSignIn } from '@/ui/SignInSheet'

export function SignedIn({ why, children }: { why: string; children: ReactNode }) {
  const signedIn = useSignedIn()
  const signIn = useSignIn()
  if (signedIn) return <>{children}</>
  return (
    <>
      <Empty text='还没有登录' hint={why} action={<Button id='sign-in-first' kind='primary' onClick={() => { void signIn.ask(why) }}>登录</Button>} />
      {signIn.sheet}
    </>
  )
}
