// The privacy policy where it is first needed: what it is for, a way to read it, one button, and back to what was being
// done. Relies on people.setConsent. Invariants: nothing of the page under it changes; closing it agrees to nothing.
//
//   const consent = useConsent()
//   if (isConsentMissing(error) && (await consent.ask('预约要留地址和电话,先请您看一看、同意隐私政策。'))) …        and send again
//   {consent.sheet}                                              somewhere inside the Screen
import Taro from '@tarojs/taro'
import { useRef, useState, type ReactNode } from 'react'
import { people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import type { ApiError } from '@/lib/api'
import { useWrite } from '@/lib/query'
import { Button } from './Button'
import { Card, Notice, Row } from './layout'
import { ErrorState } from './ErrorState'
import { Sheet } from './Sheet'

export type AskConsent = { ask: (why: string) => Promise<boolean>; sheet: ReactNode }

export const isConsentMissing = (error: ApiError | null): boolean => error?.code === 'CONSENT_MISSING'

export function useConsent(): AskConsent {
  const [why, setWhy] = useState<string | null>(null)
  const answer = useRef<((agreed: boolean) => void) | null>(null)
  const end = (agreed: boolean) => {
    answer.current?.(agreed)
    answer.current = null
    setWhy(null)
  }
  const ask = (reason: string) => {
    answer.current?.(false)
    setWhy(reason)
    return new Promise<boolean>((resolve) => {
      answer.current = resolve
    })
  }
  return {
    ask,
    sheet: why === null ? null : <ConsentSheet why={why} onClose={() => end(false)} onAgreed={() => end(true)} />,
  }
}

function ConsentSheet({ why, onClose, onAgreed }: { why: string; onClose: () => void; onAgreed: () => void }) {
  const set = useWrite(people.setConsent, { refreshes: [people.me] })
  const agree = async () => {
    if (await set.run({ purpose: 'privacyPolicy', granted: true, version: PRIVACY_VERSION })) onAgreed()
  }
  return (
    <Sheet
      open
      title="先同意隐私政策"
      onClose={onClose}
      bottom={
        <Button
          id="agree-policy"
          kind="primary"
          loading={set.busy}
          onClick={() => {
            void agree()
          }}
        >
          同意并继续
        </Button>
      }
    >
      <Notice>{why}</Notice>
      {set.error && <ErrorState error={set.error} />}
      <Card>
        <Row
          id="read-policy"
          title="隐私政策"
          note="用了哪些信息、为什么、存多久"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/policy' })
          }}
        />
      </Card>
      <Notice>您填的内容都还在。同意以后可以随时在“我的 · 隐私与授权”里撤回。</Notice>
    </Sheet>
  )
}
