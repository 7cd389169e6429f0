// Passwords that a guesser would try, and some that are fine.
import { isCommonPassword } from './passwords'

test.each([
  'password1234',
  'Password2026!',
  '123456789012',
  'qwertyuiop12',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  'admin@123456',
  'P@ssw0rd2026',
  '1qaz2wsx3edc',
  'woaini1314520',
  'wufeitong2026',
  'abcdefghijkl',
  '121212121212',
  'zhongguo8888',
  'qweasdzxc123',
  'iloveyou520!',
  'welcome12345',
  '201420152016',
  'zhangsan123456',
  'zhangwei19900101',
  'wangxiaoming1',
  'liuqiang888888',
  'zhendeaini1314',
  '19621105lijianguo',
  'Wang.Lei@123456',
])('%s is refused', (password) => expect(isCommonPassword(password)).toBe(true))

test.each([
  'correct horse battery',
  '三棵梧桐树下等雨停的猫',
  'kR7-vx2!pQ9mWz',
  'hetangli-yue-guang-3',
  'xia yu tian bu dai san',
  'm7ka-t2ra-9xwe-h4nu',
])('%s is accepted', (password) => expect(isCommonPassword(password)).toBe(false))
test('the own login name adds nothing', () => {
  expect(isCommonPassword('zhanglihua.xc1234', ['zhanglihua.xc'])).toBe(true)
  expect(isCommonPassword('zhanglihua.xc1234', [])).toBe(false)
})
