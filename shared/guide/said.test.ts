// What was said picks an entry's condition, also where it is denied.
import { meetsCondition } from './said'

test.each([
  ['沾了油的', '沾油、弄脏的', true],
  ['没洗的', '没冲洗、发臭的', true],
  ['没洗干净的', '洗干净的塑料盒', false],
  ['没有油的', '沾油难洗净的', false],
  ['洗干净了', '洗干净的塑料盒', true],
  ['洗干净了', '没冲洗、发臭的', false],
  ['带油的', '浸了油的', true],
  ['摔碎了', '打碎的', true],
  ['没碎的', '打碎的', false],
  ['没用完的', '用完的空瓶', false],
  ['没用完的', '还有剩余的', true],
  ['塑料', '硬塑料的', true],
  ['玻璃', '塑料的', false],
  ['打碎的玻璃', '陶瓷杯碎片', false],
  ['不含汞的', '普通无汞干电池（5号、7号）', true],
  ['充电', '充电电池、纽扣电池、锂电池', true],
  ['鼓包了', '坏了、鼓包、漏液、发烫的', true],
  ['坏了', '坏了、鼓包、漏液、发烫的', true],
  ['没坏的', '坏了、鼓包、漏液、发烫的', false],
  ['', '沾油的', false],
])('“%s” is “%s”: %s', (said, condition, expected) => expect(meetsCondition(said, condition)).toBe(expected))
