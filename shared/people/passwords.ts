// Which passwords are too easy to guess (NIST SP 800-63B §5.1.1.2: lists of common values, repetitions, sequences, the
// account's own name). Since 12 characters are the least, a list of the usual short ones would match nothing: what is
// refused is a common word that was merely lengthened, repeated or mixed with a run of the keyboard.
const commonWords = (
  'password passw0rd p@ssw0rd passwd admin administrator root user guest test demo login welcome letmein hello master super secret ' +
  'default system manager changeme change temp temporary pass iloveyou sunshine princess dragon monkey football baseball shadow ' +
  'superman batman trustno1 whatever starwars computer internet samsung google huawei xiaomi tencent wechat weixin alibaba taobao ' +
  'woaini woaiwojia aini wodemima mima caonima nihao zhongguo beijing shanghai xuchang qingchuan woaizhongguo laopo laogong baobei ' +
  'wufei wufeitong lajifenlei huanbao chengguan jiedao shequ wuye zhengfu china qazwsx qweasd qweasdzxc qweqwe asdasd zxczxc asdf ' +
  'zxcv qwer qwert qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm 1qaz2wsx 1qaz 2wsx 3edc 4rfv 1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3 ' +
  'a1b2c3 abc abcd abc123 abcd1234 aa123456 a123456 123qwe qwe123 asd123 zxc123 1314 520 521 5201314 1314520 7758521 888 666 168 110'
)
  .split(' ')
  .sort((a, b) => b.length - a.length)
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '98765432109876543210',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'poiuytrewq',
  'lkjhgfdsa',
  'mnbvcxz',
  'zyxwvutsrqponmlkjihgfedcba',
]

/**
 * One to three syllables of pinyin in a row, as a name is written, with a number before or after: a name and a
 * birthday.
 */
const pinyin =
  '(?:[bpmfdtnlgkhjqxzcsrwy]|[zcs]h)?(?:[iu]?a(?:i|o|ng?)?|[iu]?e(?:i|r|ng?)?|i(?:u|ong|ng?)?|ong|ou?|u(?:o|i|n)?|ve?)'
const nameAndNumber = new RegExp(`^\\d{0,8}(?:${pinyin}){1,3}\\d{0,8}$`)

const plain = (text: string): string => text.replace(/[\s!@#$%^&*._-]/g, '')

/** How many characters of the whole are not explained by common words, runs, years or repetitions. */
function unexplained(lower: string): number {
  let rest = lower.replace(/(19|20)\d\d/g, ' ')
  for (const word of commonWords) rest = rest.split(word).join(' ')
  for (const run of runs) {
    for (let length = Math.min(run.length, rest.length); length >= 3; length -= 1) {
      for (let from = 0; from + length <= run.length; from += 1)
        rest = rest.split(run.slice(from, from + length)).join(' ')
    }
  }
  rest = plain(rest.replace(/(.)\1{2,}/g, ' '))
  return nameAndNumber.test(plain(lower)) || nameAndNumber.test(rest) ? 0 : rest.length
}

/** True where a guesser would come by early. @param own words that belong to the account: login name, display name */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  let lower = password.normalize('NFKC').toLowerCase()
  for (const word of own) if (word.length >= 3) lower = lower.split(word.toLowerCase()).join('')
  const period = /^(.{1,6}?)\1+.{0,5}$/.exec(lower)
  return lower.length < 6 || new Set(lower).size < 5 || period !== null || unexplained(lower) < 5
}
