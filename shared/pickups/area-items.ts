// The list of things as an area has it: what is hidden, renamed or limited, and things of its own. The defaults stand
// in catalogue.ts; the changes are part of the area's price list, so they hold from its day on and have its version.
// Invariant: a booking keeps the names of its things, whatever the list says later.
import { line } from '../contract'
import * as z from '../z'
import { catalogue, catalogueItem, type CatalogueItem } from './catalogue'

export const itemSizes = ['S', 'M', 'L', 'XL'] as const

/** One change. A code that the defaults don't have begins with `local_` and says in `own` what it is. */
export const AreaItem = z.strictObject({
  code: z.string().regex(/^[a-z0-9_]{1,40}$/),
  hidden: z.boolean().optional(),
  name: line(30, 1).optional(),
  /** The most of it in one booking. */
  maxCount: z.int().min(1).max(20).optional(),
  /** What to do before collection. */
  hint: line(60).optional(),
  own: z
    .strictObject({
      kind: z.enum(['bulky', 'appliance']),
      size: z.enum(itemSizes),
      /** Outer volume. */
      litres: z.int().min(1).max(10_000),
      canDismantle: z.boolean(),
      /** Other names, with blanks between them. */
      aliases: line(100).optional(),
    })
    .optional(),
})
export type AreaItem = z.infer<typeof AreaItem>

export const LOCAL = 'local_'

/** What is wrong with an area's changes, in one sentence; null where they can be published. */
export function areaItemsProblem(changes: readonly AreaItem[]): string | null {
  const seen = new Set<string>()
  for (const { code, own, name, hidden } of changes) {
    if (seen.has(code)) return `“${name ?? code}”写了两次`
    seen.add(code)
    if (code === 'other' && hidden) return '“其他大件”不能隐藏：不在清单里的东西要能写名称'
    if (!catalogueItem(code) && (!code.startsWith(LOCAL) || !own || !name))
      return `“${name ?? code}”要写清名称、种类和大小`
    if (catalogueItem(code) && own) return `“${name ?? code}”清单里已经有了`
  }
  return null
}

const ownItem = ({ code, name, maxCount = 5, hint, own }: AreaItem): CatalogueItem[] =>
  own
    ? [
        {
          code,
          name: name ?? code,
          kind: own.kind,
          size: own.size,
          maxCount,
          canDismantle: own.canDismantle,
          litres: own.litres,
          aliases: (own.aliases ?? '').split(' ').filter((alias) => alias !== ''),
          hint: hint ?? null,
          material: own.kind === 'appliance' ? 'weee' : 'wood_furniture',
          reusable: false,
        },
      ]
    : []

/** All that can be booked with these changes, the area's own things last of their kind. */
export function catalogueWith(changes: readonly AreaItem[] = []): readonly CatalogueItem[] {
  if (changes.length === 0) return catalogue
  const byCode = new Map(changes.map((change) => [change.code, change]))
  const kept = catalogue.flatMap((item) => {
    const change = byCode.get(item.code)
    if (!change) return [item]
    if (change.hidden) return []
    const { name = item.name, maxCount = item.maxCount, hint = item.hint } = change
    // the usual name still finds it
    return [
      { ...item, name, maxCount, hint, aliases: name === item.name ? item.aliases : [...item.aliases, item.name] },
    ]
  })
  return [...kept, ...changes.filter((change) => !change.hidden).flatMap(ownItem)]
}

/** One thing of the area's list. */
export const itemIn = (list: readonly CatalogueItem[], code: string): CatalogueItem | undefined =>
  list === catalogue ? catalogueItem(code) : list.find((item) => item.code === code)
