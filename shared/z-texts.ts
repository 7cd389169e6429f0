// What a schema says to a person where it has no sentence of its own. One place for every contract (shared/z.ts).
// `Issue` is what zod hands over; fields differ by `code`.
type Issue = {
  code?: string | undefined
  input?: unknown
  expected?: unknown
  origin?: unknown
  minimum?: unknown
  maximum?: unknown
  divisor?: unknown
  keys?: unknown
}

const kinds: Readonly<Record<string, string>> = {
  string: '应填文字',
  number: '应填数字',
  int: '应填整数',
  boolean: '应填是或否',
  array: '应是一个列表',
}
const measures: Readonly<Record<string, string>> = { string: '个字', array: '项', set: '项' }
const measureOf = (origin: unknown): string => measures[String(origin)] ?? ''

export function issueText(issue: Issue): string {
  const { code, input, origin } = issue
  if (input === undefined || input === null) return '没有填写'
  const measure = measureOf(origin)
  switch (code) {
    case 'invalid_type':
      return kinds[String(issue.expected)] ?? '内容的格式不对'
    case 'invalid_value':
      return '只能从给出的几项里选'
    case 'too_small':
      return measure ? `至少${String(issue.minimum)}${measure}` : `不能小于 ${String(issue.minimum)}`
    case 'too_big':
      return measure ? `最多${String(issue.maximum)}${measure}` : `不能大于 ${String(issue.maximum)}`
    case 'not_multiple_of':
      return `应是 ${String(issue.divisor)} 的倍数`
    case 'unrecognized_keys':
      return '有这里不能填的内容'
    default:
      return '内容的格式不对'
  }
}
