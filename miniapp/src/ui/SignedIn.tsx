// What a page shows to someone who is not signed in, where nothing of it can be seen before: why it is needed, and the
// way to do it.
//
//   <SignedIn why='登录后才能看到您的消息'>…</SignedIn>
import type { ReactNode } from 'react'
import { useSignedIn } from '@/lib/session'
import { Button } from './Button'
import { Empty } from './layout'
import { useSignIn } from './SignInSheet'

export function SignedIn({ why, children }: { why: string; children: ReactNode }) {
  const signedIn = useSignedIn()
  const signIn = useSignIn()
  if (signedIn) return <>{children}</>
  return (
    <>
      <Empty
        text="还没有登录"
        hint={why}
        action={
          <Button
            id="sign-in-first"
            kind="primary"
            onClick={() => {
              void signIn.ask(why)
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
