// Makes sample inputs out of a route's schema, and spoils them one field at a time. Derived from the contract, so that
// a new route is covered without writing a test.
import type { Route } from '@shared/contract'
import { toJSONSchema } from 'zod'

type Json = {
  type?: string
  properties?: Record<string, Json>
  required?: string[]
  items?: Json
  enum?: unknown[]
  const?: unknown
  anyOf?: Json[]
  oneOf?: Json[]
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  $ref?: string
  allOf?: Json[]
  format?: string
}

export const A_ULID = '01KDVDNA00NGBB7BEWDGQZZ23N'

const byPattern: [RegExp, string][] = [
  [/A-HJKMNP/, A_ULID],
  [/\\d\{2\}-\(0\[1-9\]\|1\[0-2\]\)-/, '2026-11-24'],
  [/\\d\{2\}-\(0\[1-9\]\|1\[0-2\]\)\$/, '2026-11'],
  [/T\\d\{2\}/, '2026-11-22T08:00:00Z'],
  [/24:00/, '08:00'],
  [/26\}:/, `${A_ULID}:am`],
  [/1\[3-9\]/, '13800000000'],
]

/**
 * A value of a JSON schema; good enough that only a spoiled field is refused. A whole one has what may be left out too,
 * and one of each list.
 */
function sample(schema: Json, isWhole = false): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf ?? schema.oneOf
  if (choice?.[0]) return sample(choice[0], isWhole)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => isWhole || schema.required?.includes(name))
          .map(([name, field]) => [name, sample(field, isWhole)]),
      )
    case 'array':
      return Array.from({ length: schema.minItems ?? (isWhole ? 1 : 0) }, () => sample(schema.items ?? {}, isWhole))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1))
    case 'boolean':
      return true
    default:
      return sampleText(schema)
  }
}

function sampleText({ pattern, minLength = 0, allOf = [] }: Json): string {
  const all = [pattern, ...allOf.map((part) => part.pattern)].filter((part) => part !== undefined)
  for (const [sign, text] of byPattern) if (all.some((part) => sign.test(part))) return text
  return 'a1'.padEnd(minLength, 'a1')
}

const jsonOf = (route: Route): Json => toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Json

/** An input of the route that passes its schema, or nearly. */
export const sampleInput = (route: Route): Record<string, unknown> => sample(jsonOf(route)) as Record<string, unknown>

/** Whether phones send many rows with it, each of them with an id of its own. */
export const isParcel = (route: Route): boolean =>
  route.keyed === false && jsonOf(route).properties?.rows?.items?.properties?.id !== undefined

const FORMATS = /JPG|PNG|WebP|CSV|UTF-8|Excel|xlsx/g
/** A sentence for people: Chinese, with no word of another language in it but names of kinds of files. */
export const isChinese = (text: string): boolean =>
  /[\u4e00-\u9fff]/.test(text) && !/[A-Za-z]{3,}/.test(text.replace(FORMATS, ''))

type Tree = Record<string, unknown>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** What no field of its kind takes, and what hardly one takes. */
const WRONG = [undefined, null, -1e9, 1.5, 2 ** 60, Number.NaN, '', '二', 'x'.repeat(9000), true, {}, { odd: 1 }, []]

/** `value` with each of its parts, at any depth, replaced by each thing that is wrong there, or by too many of it. */
function* bent(value: unknown): Generator {
  for (const wrong of WRONG) yield wrong
  if (Array.isArray(value)) yield Array.from({ length: 9000 }, () => value[0] as unknown)
  if (!isTree(value)) return
  yield Array.isArray(value) ? [...(value as unknown[]), value[0]] : { ...value, odd: 1 }
  for (const [name, part] of Object.entries(value))
    for (const wrong of bent(part))
      yield Array.isArray(value)
        ? value.map((each: unknown, at) => (String(at) === name ? wrong : each))
        : { ...value, [name]: wrong }
}

/** Inputs of the route that are wrong somewhere, at any depth. */
export const bentInputs = (route: Route): Iterable<unknown> => bent(sample(jsonOf(route), true))

/** A value that its schema lets one field have; `draw` picks among the ends of a range and the words of a list. */
export function fieldValue(route: Route, field: string, draw: number): unknown {
  const shape = jsonOf(route).properties?.[field] ?? {}
  const choices = shape.anyOf ?? shape.oneOf ?? [shape]
  const chosen = choices[draw % choices.length] ?? {}
  const { minimum = 0, maximum = 100, type } = chosen
  if (chosen.enum) return chosen.enum[draw % chosen.enum.length]
  if (type === 'boolean') return draw % 2 === 0
  if (type === 'integer' || type === 'number') return [minimum, maximum, Math.min(maximum, minimum + 1)][draw % 3]
  if (type === 'array' && (chosen.maxItems ?? 1) > 0) return [sample(chosen.items ?? {})]
  return sample(chosen)
}

/** Fields that may be left out and hold the id of something. */
export function optionalIds(route: Route): string[] {
  const { properties = {}, required } = jsonOf(route)
  const holdsId = (name: string): boolean => sample(properties[name] ?? {}) === A_ULID
  return Object.keys(properties).filter((name) => !required?.includes(name) && holdsId(name))
}

export type Spoiled = { what: string; field: string; input: Record<string, unknown> }

/**
 * Inputs that must be refused with a complaint about `field`: missing, wrong type, too long, operators, unknown,
 * prototype.
 */
export function spoiledInputs(route: Route): Spoiled[] {
  const schema = jsonOf(route)
  const good = sampleInput(route)
  const inQuery = route.method === 'GET' || route.method === 'DELETE' || route.inputKind === 'multipart'
  const parameters = new Set([...route.path.matchAll(/:([A-Za-z]\w*)/g)].map((match) => match[1] ?? ''))
  const cases: Spoiled[] = [{ what: 'unknown field', field: '', input: { ...good, surprise: 'x' } }]
  for (const [field, shape] of Object.entries(schema.properties ?? {})) {
    const withValue = (what: string, value: unknown): Spoiled => ({ what, field, input: { ...good, [field]: value } })
    const isText = shape.type === 'string' || shape.enum !== undefined
    if (isText || shape.pattern) cases.push(withValue('too long', 'x'.repeat(2000)))
    if (parameters.has(field)) continue
    if (schema.required?.includes(field))
      cases.push({
        what: 'missing',
        field,
        input: Object.fromEntries(Object.entries(good).filter(([name]) => name !== field)),
      })
    if (inQuery) {
      if (shape.type === 'integer' || shape.type === 'number')
        cases.push(withValue('not a number', 'twelve'), withValue('too large', '1e309'))
      continue
    }
    for (const operator of ['$gt', '$ne', '$where', '$regex', '$in'])
      if (shape.type !== 'object' && shape.type !== 'array')
        cases.push(withValue(`operator ${operator}`, { [operator]: '' }))
    if (shape.type !== 'array') cases.push(withValue('an array', [['x']]))
    if (shape.type !== 'object') cases.push(withValue('an object', { constructor: { prototype: { polluted: true } } }))
    if (shape.type !== 'boolean') cases.push(withValue('a boolean', true))
    if (shape.type === 'integer' || shape.type === 'number')
      cases.push(withValue('a fraction', 1.5), withValue('beyond safe integers', 2 ** 53 + 2), withValue('a text', '1'))
    if (isText) cases.push(withValue('a number', 7))
  }
  return cases
}
