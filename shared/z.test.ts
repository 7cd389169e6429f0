// No issue of a schema reaches people in English.
import * as z from './z'

test.each<
  [
    string,
    { safeParse: (given: unknown) => { error?: { issues: { message: string }[] } | undefined } },
    unknown,
    string,
  ]
>([
  ['a text that is missing', z.object({ code: z.string() }), {}, '没有填写'],
  ['a text that is a number', z.string(), 3, '应填文字'],
  ['a number that is a text', z.number(), '三', '应填数字'],
  ['a whole number', z.int(), 1.5, '应填整数'],
  ['yes or no', z.boolean(), '是', '应填是或否'],
  ['a list', z.array(z.string()), {}, '应是一个列表'],
  ['one of some', z.enum(['a', 'b']), 'c', '只能从给出的几项里选'],
  ['the one', z.literal('a'), 'c', '只能从给出的几项里选'],
  ['one of two schemas', z.union([z.string(), z.number()]), true, '内容的格式不对'],
  [
    'one of several kinds',
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
    { kind: 'b' },
    '内容的格式不对',
  ],
  ['too short', z.string().min(2), '一', '至少2个字'],
  ['too long', z.string().max(1), '一二', '最多1个字'],
  ['too little', z.number().min(2), 1, '不能小于 2'],
  ['too much', z.number().max(2), 3, '不能大于 2'],
  ['too many', z.array(z.string()).max(1), ['a', 'b'], '最多1项'],
  ['steps', z.number().multipleOf(5), 3, '应是 5 的倍数'],
  ['a pattern', z.string().regex(/^a$/), 'b', '内容的格式不对'],
  ['more than is known', z.strictObject({}), { password: 'x' }, '有这里不能填的内容'],
  ['a key of a record', z.record(z.enum(['a']), z.int()), { a: 1, b: 2 }, '有这里不能填的内容'],
  ['a sentence of its own', z.string().min(2, '请写两个字'), '一', '请写两个字'],
])('%s', (_name, schema, given, text) => {
  expect(schema.safeParse(given).error?.issues.map(({ message }) => message)).toEqual([text])
})
