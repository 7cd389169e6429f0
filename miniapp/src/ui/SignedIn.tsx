// What a page shows to someone who is not signed in, where nothing of it can be seen before: why it is needed, and the
// way to do it.
//
//   <SignedIn why='登录后才能看到您的消息'>…</SignedIn>
import type { ReactNode } from 'react'
import { useSignedIn } from '@/lib/session'
import { SignInFirst } from './SignInSheet'

export function SignedIn({ why, children }: { why: string; children: ReactNode }) {
  const signedIn = useSignedIn()
  return signedIn ? <>{children}</> : <SignInFirst why={why} />
}
