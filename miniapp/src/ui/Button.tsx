// The button. ≥ 44 px high, ≥ 60 px in elder mode; says what happens; disabled while it works.
//
//   <Button kind='primary' onClick={save} loading={book.busy}>提交预约</Button>
//   props: children · onClick? · kind? 'primary' | 'plain' (default) | 'danger' | 'quiet' · loading? · disabled? ·
// small? · about? (what it is done to, read aloud after the text) · id? · openType? (e.g. 'getPhoneNumber', 'share')
// with onGetPhoneNumber? (code | null)
import { Button as TaroButton, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { a11y, classes } from './a11y'

type Props = {
  children: ReactNode
  onClick?: () => void
  kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  loading?: boolean
  disabled?: boolean
  small?: boolean
  /** Only beside a plain text: the name that is read aloud begins with what is seen. */
  about?: string
  id?: string
  openType?: 'getPhoneNumber' | 'share' | 'openSetting' | 'agreePrivacyAuthorization' | 'contact'
  /** The one-time code of the phone number, or null when the person declined. */
  onGetPhoneNumber?: (code: string | null) => void
  onAgreePrivacy?: () => void
}

export function Button({
  children,
  onClick,
  kind = 'plain',
  loading = false,
  disabled = false,
  small = false,
  about,
  id,
  openType,
  onGetPhoneNumber,
  onAgreePrivacy,
}: Props) {
  // In browsers even disabled={false} becomes an attribute, and Taro's own styles then grey the text out.
  const idle = !disabled && !loading
  return (
    <TaroButton
      {...(id ? { id } : {})}
      className={classes('button', `button--${kind}`, small && 'button--small', !idle && 'button--off')}
      hoverClass="pressed"
      {...(idle ? {} : { disabled: true })}
      {...(loading ? { loading } : {})}
      onClick={() => {
        if (idle) onClick?.()
      }}
      {...(openType ? { openType } : {})}
      {...(onGetPhoneNumber
        ? {
            onGetPhoneNumber: ({ detail }: { detail: { code?: string } }) => onGetPhoneNumber(detail.code ?? null),
          }
        : {})}
      {...(onAgreePrivacy ? { onAgreePrivacyAuthorization: onAgreePrivacy } : {})}
      {...a11y({
        role: 'button',
        ...(about && typeof children === 'string' ? { label: `${children}，${about}` } : {}),
        disabled: !idle,
      })}
    >
      {children}
    </TaroButton>
  )
}

type Pages = { hasMore: boolean; isReadingMore: boolean; more: () => void }

/** Below a list that is read page by page: the next one, while there is one. */
export function NextPage({ pages, children, id }: { pages: Pages; children: string; id?: string }) {
  if (!pages.hasMore) return null
  return (
    <Button {...(id ? { id } : {})} loading={pages.isReadingMore} onClick={pages.more}>
      {children}
    </Button>
  )
}

/** Buttons beside one another; one below the other in elder mode. */
export function Buttons({ children }: { children: ReactNode }) {
  return <View className="buttons">{children}</View>
}
