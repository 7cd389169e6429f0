// What was written on a printed run sheet, as a log: the outcome's boxes in the order of the sheet, weights and times
// as people write them. Pure. The rules are those of the crew's own logs; the server decides.
import { materialNames } from '@shared/ledger/materials'
import type { Material, StopReason, WeighIn } from '@shared/pickups/schemas'
import type { LogAction } from '@shared/runs/stop-machine'
import { instantAt, type Day } from '@shared/time'

type EnteredAction = Extract<LogAction, 'collect' | 'collect_partly' | 'not_presented' | 'no_access' | 'refuse'>

/** The boxes of the sheet; their place is also the key that chooses them. */
export const boxes: readonly { action: EnteredAction; label: string }[] = [
  { action: 'collect', label: '已收' },
  { action: 'collect_partly', label: '部分' },
  { action: 'not_presented', label: '无物' },
  { action: 'no_access', label: '进不去' },
  { action: 'refuse', label: '拒收' },
]

/** What is weighed at doors; food waste is not. */
export const materials = Object.entries(materialNames).flatMap(([value, label]) =>
  value === 'food_waste' ? [] : [{ value: value as Material, label }],
)

export type WeightLine = { material: Material | undefined; kilograms: string }
export type Entry = {
  action: EnteredAction | undefined
  weights: readonly WeightLine[]
  reason: StopReason | undefined
  note: string
  time: string
  isPaid: boolean
  photoIds: readonly string[]
}

const plain = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '')

/** Whole grams of "12.5"; null when it is no weight above zero with at most two decimals. */
export function gramsOf(typed: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,5})(?:\.(\d{0,2}))?$/.exec(plain(typed)) ?? []
  if (whole === undefined) return null
  const grams = Number(whole) * 1000 + Number(decimals.padEnd(2, '0')) * 10
  return grams > 0 ? grams : null
}

/** "930", "9:30", "9点30" and "09：30" are half past nine; null when it is no time of a day. @internal */
export function clockOf(typed: string): string | null {
  const [, hour, minute = '00'] =
    /^(\d{1,2})[:点.](\d{2})?分?$/.exec(plain(typed)) ?? /^(\d{1,2})(\d{2})$/.exec(plain(typed)) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null
  return `${hour.padStart(2, '0')}:${minute}`
}

export const collects = (action: EnteredAction | undefined): boolean =>
  action === 'collect' || action === 'collect_partly'
export const needsReason = (action: EnteredAction | undefined): boolean => action !== undefined && action !== 'collect'

type Read = {
  action: EnteredAction
  at: string
  weights: WeighIn[]
  reason?: StopReason
  note?: string
  photoIds?: string[]
  paidFen?: number
}

/** The log that an entry stands for, or what is missing in one sentence. */
export function readEntry(entry: Entry, given: { day: Day; now: Date; owedFen: number }): Read | string {
  const { action, reason, note, photoIds } = entry
  if (!action) return '请选结果（按 1 到 5）'
  const clock = clockOf(entry.time)
  if (!clock) return '请填时间，例如 9:30'
  const at = instantAt(given.day, clock)
  if (at > given.now) return '这个时间还没有到'
  const lines = collects(action) ? entry.weights.filter((line) => line.kilograms.trim() !== '') : []
  const weights: WeighIn[] = []
  for (const { material, kilograms } of lines) {
    const grams = gramsOf(kilograms)
    if (!material) return '请选材料'
    if (grams === null) return `“${kilograms}”不是重量，请填千克，最多两位小数`
    weights.push({ material, grams })
  }
  if (needsReason(action) && !reason) return '请选原因'
  if (needsReason(action) && photoIds.length === 0) return '请附一张照片'
  return {
    action,
    at: at.toISOString(),
    weights,
    ...(needsReason(action) && reason ? { reason, photoIds: [...photoIds] } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(collects(action) && entry.isPaid && given.owedFen > 0 ? { paidFen: given.owedFen } : {}),
  }
}
