// The only door to zod. Named re-exports let bundlers drop what a client does not use:
// `import { z } from 'zod'` would add 71 kB gzip to the mini-program. Use as `import * as z from '../z'`.
// The mini-program's entry calls `config({ jitless: true })`, since WeChat forbids `new Function`;
// the server keeps the compiler, which is twice as fast.
import { config } from 'zod'
import { issueText } from './z-texts'

// what no schema says itself is said in Chinese, in unions and lists too
config({ customError: issueText })

export {
  array,
  boolean,
  coerce,
  config,
  discriminatedUnion,
  enum,
  int,
  literal,
  nullable,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  unknown,
  any,
} from 'zod'
export type { infer, input, output, ZodType, ZodObject, ZodRawShape } from 'zod'
