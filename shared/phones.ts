// Telephone numbers as people type and paste them, in one spelling: half width, without blanks, +86 or what nobody
// sees. Mobile numbers are 11 digits; landlines 0371-12345678 with an extension behind it
// (0374-12345678-801); 400-800-1234.
import { visible } from './contract'
import * as z from './z'

const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^(010|02\d|0[3-9]\d{2})-?(\d{7,8})(?:(?:-|转|EXT)(\d{1,6}))?$/
const SERVICE = /^([48]00)-?(\d{3})-?(\d{4})$/

/** The one spelling of a number; what is none is returned without blanks, to be refused. */
export function plainPhone(typed: string): string {
  const bare = visible(typed.normalize('NFKC'))
    .replace(/[\s()·.]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .toUpperCase()
    .replace(/^(?:\+|00)86-?/, '')
  const digits = bare.replace(/-/g, '').replace(/^86(?=1[3-9]\d{9}$)/, '')
  if (MOBILE.test(digits)) return digits
  const [, area, number, extension] = LANDLINE.exec(bare) ?? []
  if (area && number) return `${area}-${number}${extension ? `-${extension}` : ''}`
  const service = SERVICE.exec(bare)
  return service ? service.slice(1).join('-') : bare
}

const isPhone = (plain: string): boolean => MOBILE.test(plain) || LANDLINE.test(plain) || SERVICE.test(plain)

export const MobilePhone = z.string().max(40).overwrite(plainPhone).regex(MOBILE, '请填写11位手机号')
/** Also a landline with its area code, or a service number. */
export const AnyPhone = z.string().max(40).overwrite(plainPhone).refine(isPhone, '请填写手机号或带区号的座机')
