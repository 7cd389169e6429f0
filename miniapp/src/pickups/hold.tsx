// Holding a window while the rest is filled in: taken on choosing, extended while the person is active, taken again
// when it ended. Relies on the draft and the contract. Invariants: a hold that is lost takes nothing with it; being
// offline changes nothing here, since confirming takes the seat anyway when it is still free.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { ApiError, call } from '@/lib/api'
import { newId } from '@/lib/ids'
import { isElder, session } from '@/lib/session'
import { platform } from '@/lib/platform/platform'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/layout'
import { a11y } from '@/ui/a11y'
import { changeDraft, draft, useDraft, type ChosenSlot } from './draft'
import { showWhen } from '@/lib/when'

const EXTEND_EVERY_MS = 2 * 60_000
const LOOK_EVERY_MS = 15_000
const MINUTE_MS = 60_000

let extendedAt = 0

/** Holds a window for the draft. @throws ApiError with a code of pickups */
export async function takeSlot(chosen: ChosenSlot): Promise<void> {
  const { id: known, kind, whose } = draft()
  if (!whose) return
  const id = known ?? (await newId())
  const { heldUntil } = await hold(id, chosen, kind, whose)
  extendedAt = Date.now()
  changeDraft({ id, chosen, heldUntil, lost: false })
}

async function hold(
  id: string,
  { day, slot }: ChosenSlot,
  kind: ReturnType<typeof draft>['kind'],
  whose: NonNullable<ReturnType<typeof draft>['whose']>,
) {
  const { expiresAt } = await call(pickups.hold, {
    id,
    kind,
    placeId: whose.place.id,
    day,
    slot,
    elder: isElder(session(), platform.fontScale()),
    ...(whose.householdId ? { householdId: whose.householdId } : {}),
  })
  return { heldUntil: expiresAt }
}

/** Gives the held window up; nothing is said when the network is gone, since a hold ends by itself. */
export function letGo(): void {
  const { id, heldUntil } = draft()
  if (id && heldUntil) call(pickups.releaseHold, { id }).catch(() => undefined)
}

/** The person is doing something: the hold goes on, at most one request in two minutes. */
export async function keepHold(): Promise<void> {
  const { id, chosen, amends, lost, kind, whose, heldUntil } = draft()
  if (!id || !chosen || !whose || amends || lost || !heldUntil || Date.now() - extendedAt < EXTEND_EVERY_MS) return
  extendedAt = Date.now()
  try {
    changeDraft({ heldUntil: (await call(pickups.extendHold, { id })).expiresAt })
  } catch (error) {
    if (!isRefused(error)) return
    const again = await hold(id, chosen, kind, whose).catch((why: unknown) =>
      isRefused(why) ? { heldUntil: null } : null,
    )
    if (again) changeDraft({ ...again, lost: again.heldUntil === null })
  }
}

const isRefused = (error: unknown): boolean => error instanceof ApiError && error.code.startsWith('PICKUP_')

function minutesLeft(heldUntil: string | null): number {
  return heldUntil ? Math.max(0, Math.ceil((Date.parse(heldUntil) - Date.now()) / MINUTE_MS)) : 0
}

/** What is held and how long, kindly; every change of the draft counts as being active. */
export function HoldBar() {
  const one = useDraft()
  const [, look] = useState(0)
  useEffect(() => {
    void keepHold()
  }, [one])
  useEffect(() => {
    const timer = setInterval(() => look((count) => count + 1), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  if (!one.chosen || one.amends) return null
  if (one.lost) return <LostSlot />
  const when = showWhen(one.chosen.day, one.chosen.from, one.chosen.to)
  const left = minutesLeft(one.heldUntil)
  return (
    <View className="hold" {...a11y({ role: 'status', label: `已为您留着${when}` })}>
      <Icon name="calendar-check" size="s" />
      <View className="hold__words">
        <Text className="hold__when">{when}</Text>
        <Text className="hold__left">
          {left > 0 ? '位子给您留着，填写时自动延长' : '留的时间到了，接着填，有空位就能约上'}
        </Text>
      </View>
      {left > 0 && <Text className="hold__minutes">{`${left}分`}</Text>}
    </View>
  )
}

/** The window went to somebody else while nobody was typing. */
export function LostSlot() {
  return (
    <Notice
      tone="warn"
      title="刚才的时段没能留住"
      action={
        <Button
          small
          onClick={() => {
            void Taro.navigateTo({ url: '/pickups/dates?back=1' })
          }}
        >
          再选一个时段
        </Button>
      }
    >
      已经被别人约走了。您填的内容都还在，再选一个时段就可以。
    </Notice>
  )
}
