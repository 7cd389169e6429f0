// The state of one booking made for somebody else: what is known so far, and the seat that is held meanwhile.
// The hold is extended by itself while somebody is at the keyboard; leaving the page gives it back.
import { App } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'
import { ApiError, call } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError } from '@/lib/query'

export type Slot = { day: string; slot: string; label: string; from: string; to: string }
export type Held = Slot & { id: string; expiresAt: string }
/** For whom: a household, an address alone, or a compound's bulky site. */
export type Whom = {
  placeId: string
  placeName: string
  way: 'resident' | 'site'
  householdId?: string
  householdLabel?: string
  siteId?: string
}
export type Given = {
  building?: string
  unit?: string
  room?: string
  floor: number
  hasLift: boolean
  standsAt: string
  name: string
  phone?: string
  /** Somebody without any telephone. */
  noPhone?: boolean
  note?: string
  how: 'phone' | 'counter'
  consent: string
  cubicMetres?: number
}
export type Things = { kind: PickupKind; items: BookedItem[] }

const EXTEND_BEFORE_MS = 5 * 60_000
const ACTIVE_MS = 4 * 60_000
const LOOK_EVERY_MS = 30_000

export function useHold(): {
  held: Held | null
  isTaking: boolean
  take: (kind: PickupKind, placeId: string, slot: Slot, elder: boolean) => Promise<boolean>
  release: () => void
  used: () => void
  lost: () => void
} {
  const { message } = App.useApp()
  const [held, setHeld] = useState<Held | null>(null)
  const [isTaking, setTaking] = useState(false)
  const current = useRef<Held | null>(null)
  const set = useCallback((next: Held | null): void => {
    current.current = next
    setHeld(next)
  }, [])
  const giveBack = useCallback((): void => {
    if (current.current) void call(pickups.releaseHold, { id: current.current.id }).catch(() => undefined)
    current.current = null
  }, [])

  const take = async (kind: PickupKind, placeId: string, slot: Slot, elder: boolean): Promise<boolean> => {
    setTaking(true)
    const id = current.current?.id ?? newId()
    try {
      const answer = await call(pickups.hold, { id, kind, placeId, day: slot.day, slot: slot.slot, elder })
      set({ ...slot, id, expiresAt: answer.expiresAt })
      return true
    } catch (error) {
      void message.error(error instanceof ApiError ? describeError(error) : '没有占到，请重试')
      return false
    } finally {
      setTaking(false)
    }
  }

  useExtending(current, set, () => {
    set(null)
    void message.warning('占位已经过期，请重新选择时段；填好的内容都还在')
  })
  useEffect(() => giveBack, [giveBack])
  return {
    held,
    isTaking,
    take,
    release: () => {
      giveBack()
      set(null)
    },
    used: () => set(null),
    lost: () => set(null),
  }
}

/** Extends the hold when it nears its end and somebody is still typing. */
function useExtending(current: { readonly current: Held | null }, set: (held: Held) => void, onLost: () => void): void {
  const lost = useRef(onLost)
  useEffect(() => {
    lost.current = onLost
  })
  useEffect(() => {
    let activeAt = Date.now()
    const seen = (): void => {
      activeAt = Date.now()
    }
    const look = (): void => {
      const held = current.current
      if (!held) return
      const left = new Date(held.expiresAt).getTime() - Date.now()
      if (left > EXTEND_BEFORE_MS || (Date.now() - activeAt > ACTIVE_MS && left > 0)) return
      if (Date.now() - activeAt > ACTIVE_MS) return lost.current()
      call(pickups.extendHold, { id: held.id }).then(
        ({ expiresAt }) => {
          if (current.current?.id === held.id) set({ ...current.current, expiresAt })
        },
        (error: unknown) => {
          if (error instanceof ApiError && error.status > 0 && error.status < 500) lost.current()
        },
      )
    }
    const timer = setInterval(look, LOOK_EVERY_MS)
    window.addEventListener('keydown', seen)
    window.addEventListener('pointerdown', seen)
    return () => {
      clearInterval(timer)
      window.removeEventListener('keydown', seen)
      window.removeEventListener('pointerdown', seen)
    }
  }, [current, set])
}
