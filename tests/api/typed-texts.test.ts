// Everything that a person may type, in every route: what nobody sees never gets in, and a reason that staff must give
// is never blank. Generated from the contracts; a new route is covered as soon as it stands in the table of features.
import { features } from '@server/features'
import { visible } from '@shared/contract'
import type { ZodType } from 'zod'
import { sampleInput } from '../support/samples'

const routes = features.flatMap((feature) => feature.routes)
const UNSEEN = ['\u202e', '\u2066', '\u200b', '\ufeff', '\u00ad', '\u2028', '\u3164', '\u200d', '\u061c', '\u{e0041}']
const hidden = /\p{Cf}|[\u2028\u2029\u3164\u115f\u1160\uffa0\u2800]/u

/** Not typed to be read by others: secrets, cursors, keys of rows. */
const NOT_READ = /^(cursor|password|newPassword|current|next|refreshToken|token)$|^ids?$|Ids?$/

type Field = { name: string; path: (string | number)[]; value: string }
/** Every text in a sample input, with its path. */
function textsIn(value: unknown, path: (string | number)[] = []): Field[] {
  if (typeof value === 'string')
    return [{ name: String(path.findLast((part) => typeof part === 'string')), path, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) =>
    textsIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}
function withText(value: unknown, [first, ...rest]: (string | number)[], text: string): unknown {
  if (first === undefined) return text
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  copy[first] = withText(copy[first], rest, text)
  return copy
}
const at = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string | number, unknown> | undefined)?.[key], value)

/** Optional fields too: the schema with all of them, filled with a word where a word is taken. */
function fullSample(route: (typeof routes)[number]['route']): Record<string, unknown> {
  const sample = sampleInput(route)
  for (const [name, schema] of Object.entries(route.input.shape as Record<string, ZodType>))
    if (!(name in sample) && schema.safeParse('王桂兰').success) sample[name] = '王桂兰'
  return sample
}

test.each(routes.map(({ name, route }) => [name, route] as const))(
  '%s takes no character that nobody sees',
  (_name, route) => {
    const sample = fullSample(route)
    for (const { name, path, value } of textsIn(sample)) {
      if (NOT_READ.test(name)) continue
      for (const mark of UNSEEN)
        for (const typed of [mark + value, value + mark, value.slice(0, 1) + mark + value.slice(1), mark.repeat(3)]) {
          const parsed = route.input.safeParse(withText(sample, path, typed))
          if (!parsed.success) continue
          expect([path.join('.'), hidden.test(String(at(parsed.data, path)))]).toEqual([path.join('.'), false])
        }
    }
  },
)

test.each(routes.map(({ name, route }) => [name, route] as const))(
  '%s takes no letter in a line that looks like another one',
  (_name, route) => {
    const sample = fullSample(route)
    for (const { name, path, value } of textsIn(sample)) {
      if (NOT_READ.test(name) || !/[\u4e00-\u9fff]/.test(value)) continue
      const takes = (typed: string): boolean => route.input.safeParse(withText(sample, path, typed)).success
      // where several lines may be written, foreign words may stand among ours
      if (!takes('王桂兰') || takes('王\n桂兰')) continue
      expect([path.join('.'), takes('王а'), takes('аdmin')]).toEqual([path.join('.'), false, false])
    }
  },
)

test('what is seen stays: rare characters, pictures of several parts, a name of a minority', () => {
  for (const typed of ['王桂兰', '𠮷野家', '👨‍👩‍👧', '👩🏽‍⚕️', '🏳️‍🌈', '买买提·吐尔逊', '葛󠄀', 'é', '1️⃣', '❤️'])
    expect(visible(typed)).toBe(typed)
  expect(visible('王\u200b桂\u200d兰\u202e')).toBe('王桂兰')
})

/** Why staff did something. The reason of a term of the guide is what the guide says, and may be left out. */
const reasons = routes.flatMap(({ name, route }) =>
  Array.isArray(route.may)
    ? ['reason', 'reasonForChange'].flatMap((field) =>
        field in sampleInput(route) && `${name}.${field}` !== 'guide.saveTerm.reason'
          ? [[name, field, route] as const]
          : [],
      )
    : [],
)

test('there are reasons to try', () => expect(reasons.length).toBeGreaterThan(20))

test.each(reasons)('%s: a %s that must be given says something', (_name, field, route) => {
  const sample = sampleInput(route)
  for (const blank of ['', ' ', '\u3000', '\u200b', '\u200b\u200b\u200b', '\ufeff ', '\n', '-', '。']) {
    const issues = route.input.safeParse({ ...sample, [field]: blank }).error?.issues ?? []
    expect([blank, issues.some(({ path }) => path[0] === field)]).toEqual([blank, true])
  }
})

/**
 * What ends on a page that needs no sign-in; a new text of that kind is `publicText` or `publicLine` and stands here.
 */
const hanging = [
  ['standingsDesk.reply', 'text'],
  ['standingsByLink.replyByLink', 'text'],
  ['standingsDesk.correct', 'reason'],
  ['standingPhotos.show', 'caption'],
  ['awards.create', 'title'],
  ['awards.create', 'feeRelief'],
  ['shiftsCertificates.revoke', 'reason'],
] as const

test.each(hanging)('%s: a %s that hangs for everybody names no number and no room', (name, field) => {
  const route = routes.find((each) => each.name === name)?.route
  if (!route) throw new Error(`no route ${name}`)
  const refused = (typed: string): boolean =>
    (route.input.safeParse({ ...fullSample(route), [field]: typed }).error?.issues ?? []).some(
      ({ path }) => path[0] === field,
    )
  for (const typed of ['请打１３８ 0013-8000', '3号楼502住户放的', '车牌豫A12345', '身份证41100019900101123X'])
    expect([typed, refused(typed)]).toEqual([typed, true])
  expect(refused('11月12日起每天清两次')).toBe(false)
})
