// The contract: a route declares method, path, who may call, input, output, errors and a Chinese summary.
// The server's routes, both clients and the OpenAPI page derive from it. Contracts only grow within a release line,
// since old mini-program packages live for weeks; clients never validate answers.
import type { Role } from './actors'
import type { ErrorCode } from './errors'
import { hasLookAlikes, plainHan } from './look-alikes'
import * as z from './z'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Who a route may name: a role, or what acts without an account. */
export type Caller = Role | 'link' | 'device'

/**
 * `anyone` needs no sign-in; `signedIn` any person; a list: one of these roles, for some place (the operation checks
 * which), or a link or device. A link or device is let in only where a route names it, not even where anyone is.
 */
export type May = 'anyone' | 'signedIn' | readonly Caller[]
/** The roles that a route names; none where it asks for less than a role. */
export const rolesOf = (may: May): readonly Role[] =>
  typeof may === 'string' ? [] : may.filter((caller): caller is Role => caller !== 'link' && caller !== 'device')

export type RouteSpec<I extends z.ZodObject, O extends z.ZodType, M extends May = May> = {
  method: Method
  /** "/api/pickups/:id": the parameters are fields of `input`. */
  path: `/${string}`
  may: M
  /** One flat strict object: path parameters, and query (GET, DELETE) or JSON body (POST, PUT) fields. */
  input: I
  /** `multipart` carries one file in the part `file` beside text fields. */
  inputKind?: 'json' | 'multipart'
  output: O
  /** `file` answers bytes with a name, `page` HTML, `stream` server-sent events. */
  answer?: 'json' | 'file' | 'page' | 'stream'
  /** Content types of a `file` other than a table, whose `format` in the input says which it is. */
  media?: readonly string[]
  /** Refusals a client should know, beside those every route can answer. */
  errors?: readonly ErrorCode[]
  /**
   * Calls allowed for one key (person, else address) in a window; stricter than the general limit. Shared by all
   * instances.
   */
  limit?: { count: number; seconds: number }
  /** False for writes that are safe to repeat by their nature (signing in): no Idempotency-Key is asked. */
  keyed?: boolean
  /**
   * Needs a TOTP code entered within the last ten minutes, if the person has TOTP; else STEP_UP_REQUIRED. For routes of
   * the console, which asks for the code.
   */
  stepUp?: boolean
  summary: string
}

export type Route<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType, M extends May = May> = Readonly<
  RouteSpec<I, O, M>
>
export type Contract = Readonly<Record<string, Route>>

export type InputOf<R extends Route> = z.input<R['input']>
export type ParsedOf<R extends Route> = z.output<R['input']>
export type OutputOf<R extends Route> = z.output<R['output']>

/** Declares one route; it only gives the literal its type. */
export function route<I extends z.ZodObject, O extends z.ZodType, const M extends May>(
  spec: RouteSpec<I, O, M>,
): Route<I, O, M> {
  return spec
}

/** Names of the `:parameters` in a path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]\w*)/g)].map((match) => match[1] ?? '')
}

/** Splits an input into the filled path and what remains for query or body. Used by every client. */
export function fillPath(
  spec: Pick<Route, 'path'>,
  input: Readonly<Record<string, unknown>>,
): { path: string; rest: Record<string, unknown> } {
  const rest = { ...input }
  const path = spec.path.replace(/:([A-Za-z]\w*)/g, (_whole, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { path, rest }
}

/** Query string of scalar values; undefined and null are left out, arrays are joined by commas. */
export function queryString(values: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return pairs
    .map(([name, value]) => `${name}=${encodeURIComponent(Array.isArray(value) ? value.join(',') : String(value))}`)
    .join('&')
}

/** True for routes whose first answer is kept under the request's key. */
export const isKeyed = (spec: Pick<Route, 'method' | 'keyed'>): boolean => spec.method !== 'GET' && spec.keyed !== false

/** A whole number in a query string. */
export const queryInt = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
/** "true" or "false" in a query string. */
export const queryFlag = () => z.union([z.boolean(), z.enum(['true', 'false'])])

/** Paging by cursor, never by offset: the cursor is opaque. */
export const pageInput = { cursor: z.string().max(400).optional(), limit: queryInt(1, 100).optional() }
/**
 * A list that can be asked in one of several orders, each served by an index: "name" goes up, "-createdAt" down. The
 * first is the usual one. A cursor belongs to its order; with another one the list begins anew.
 */
export const listInput = <const Orders extends readonly [string, ...string[]]>(...orders: Orders) => ({
  ...pageInput,
  sort: z.enum(orders).optional(),
})
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })

/** Rows are counted up to here. */
export const MAX_COUNTED = 10_000
/** How many rows a list has in all; `more`: at least so many. */
const Total = z.object({ count: z.int(), more: z.boolean() })
export type Total = z.infer<typeof Total>
/** A list of the console: its first page says how many rows there are, those after it answer null. */
export const countedPageOf = <T extends z.ZodType>(item: T) => pageOf(item).extend({ total: Total.nullable() })

/**
 * What nobody sees: format characters (Unicode Cf: zero width, direction, soft hyphens, tags), separators of lines, and
 * letters that are drawn as nothing. By ranges, since phones read this file and old ones know no \p{…}.
 */
const UNSEEN =
  /[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g
const isPicture = (unit: string | undefined): boolean =>
  unit === '\ufe0f' || /[\ud800-\udfff\u2190-\u2bff]/.test(unit ?? '')

/**
 * Takes away what nobody sees, since nobody could find it to take it away themselves: it hides in what was pasted, and
 * lets one name pass for another. The joiner between two parts of a picture stays.
 */
export const visible = (typed: string): string =>
  plainHan(typed).replace(UNSEEN, (found, at: number) =>
    found === '\u200d' && isPicture(typed[at - 1]) && isPicture(typed[at + 1]) ? found : '',
  )

/** Half of a character, as a cut in its middle leaves it. */
const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/
const isWhole = (typed: string): boolean => !HALF.test(typed)

/** The beginning of a text, at most `max` long as lengths are counted here, without cutting a character in two. */
export const cut = (typed: string, max: number): string => typed.slice(0, max).replace(/[\ud800-\udbff]$/, '')

/** One short line typed by a person: trimmed, without what nobody sees, no control characters. */
export const line = (max: number, min = 0) =>
  z
    .string()
    .overwrite(visible)
    .trim()
    .min(min, min ? '请填写' : undefined)
    .max(max, `最多${max}个字`)
    .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, '不能有特殊字符')
    .refine(isWhole, '不能有特殊字符')
    .refine((typed) => !hasLookAlikes(typed), '不能混用形状相近的外文字母')
/** Several lines typed by a person. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .overwrite(visible)
    .trim()
    .min(min, min ? '请填写' : undefined)
    .max(max, `最多${max}个字`)
    .regex(/^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/, '不能有特殊字符')
    .refine(isWhole, '不能有特殊字符')
