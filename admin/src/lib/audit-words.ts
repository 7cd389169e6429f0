// How the actions and things of the audit log read in Chinese, and the page of the console where a thing is, out of
// what the features say of themselves. A test beside this file holds it against the actions that the server writes.
import type { AuditPart } from './audit-parts'

export type AuditWords = {
  /** "查看账户"; the code itself for one this console does not know yet. */
  actionName: (action: string) => string
  /** What a subject ("rewards/settlements/01J…:2026-10") is called, and its page where there is one. */
  subjectOf: (subject: string) => { name: string; to: string | null }
}

export function auditWords(parts: readonly AuditPart[]): AuditWords {
  const actions = Object.assign({}, ...parts.map((part) => part.actions)) as AuditPart['actions']
  const things = Object.assign({}, ...parts.map((part) => part.subjects)) as AuditPart['subjects']
  const subjectOf = (subject: string): { name: string; to: string | null } => {
    const [first = '', second = '', ...rest] = subject.split('/')
    const [kind, id] = things[`${first}/${second}`]
      ? [`${first}/${second}`, rest.join('/')]
      : [first, [second, ...rest].filter(Boolean).join('/')]
    const thing = things[kind]
    if (thing?.of && id) return thing.of(id)
    return { name: thing?.name ?? subject, to: id ? (thing?.at?.(encodeURIComponent(id)) ?? null) : null }
  }
  return { actionName: (action) => actions[action] ?? action, subjectOf }
}
