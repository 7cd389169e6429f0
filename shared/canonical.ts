// Data as one text, the same for the same content: what hashes and comparisons are made of. The ledger's entries and
// seals are hashed over it, so it never changes (shared/ledger/content.test.ts holds it against values of before).

/** JSON with sorted keys; instants as ISO text; absent fields left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object' || value instanceof Date) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = value as Record<string, unknown>
  const names = Object.keys(fields)
  let text = ''
  for (const name of names.length > 1 ? names.sort() : names)
    if (fields[name] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(fields[name])}`
  return `{${text}}`
}
