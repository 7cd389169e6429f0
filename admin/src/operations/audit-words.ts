// How the actions and things of the audit log read in Chinese, and the page of the console where a thing is: what the
// features say of themselves. A test beside this file holds it against the actions that the server writes.
import { features } from '../features'

type Names = Readonly<Record<string, string>>

/** By the feature before the dot, in the order of the menu. */
export const actionGroups: readonly { label: string; names: Names }[] = features.map(({ audit }) => ({
  label: audit.label,
  names: audit.actions,
}))

const actions = Object.assign({}, ...features.map(({ audit }) => audit.actions)) as Names

/** "查看账户"; the code itself for one this console does not know yet. */
export const actionName = (action: string): string => actions[action] ?? action

const things = Object.assign({}, ...features.map(({ audit }) => audit.subjects)) as Readonly<
  Record<string, { name: string; at?: (id: string) => string }>
>

/** What a subject ("rewards/settlements/01J…:2026-10") is called, and its page where there is one. */
export function subjectOf(subject: string): { name: string; to: string | null } {
  const [first = '', second = '', ...rest] = subject.split('/')
  const [kind, id] = things[`${first}/${second}`]
    ? [`${first}/${second}`, rest.join('/')]
    : [first, [second, ...rest].filter(Boolean).join('/')]
  const thing = things[kind]
  if (kind === 'ledger' && id)
    return /^\d/.test(id)
      ? { name: '一笔流水', to: null }
      : { name: '账户', to: `/accounts?account=${encodeURIComponent(id)}` }
  return { name: thing?.name ?? subject, to: id ? (thing?.at?.(encodeURIComponent(id)) ?? null) : null }
}
