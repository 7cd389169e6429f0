// The certificate of hours, 志愿服务记录证明, in the form of 《志愿服务记录与证明出具办法（试行）》 (民政部令第67号):
// who the volunteer is, what the service was and how long, who proves it and by whose hand, and the number. Pure.
// Which identity papers are named, and how long numbers stay in the public list, are choices of this product (the
// source asks for at least seven days).
import { holdsRole, type Actor, type Role } from '../actors'
import type { PlaceKind } from '../places/vocabulary'
import { addDays, type Day } from '../time'
import type { HourRow } from './hours'

export const certificateStatuses = ['asked', 'issued', 'declined', 'revoked'] as const
export type CertificateStatus = (typeof certificateStatuses)[number]
export const certificateStatusNames: Readonly<Record<CertificateStatus, string>> = {
  asked: '待出具',
  issued: '已出具',
  declined: '没有出具',
  revoked: '已撤销',
}

/** What a volunteer shows at the office; of its number only the last four characters are kept anywhere. */
export const identityKinds = ['idCard', 'passport', 'hkMacao', 'taiwan', 'foreignResident'] as const
export type IdentityKind = (typeof identityKinds)[number]
export const identityNames: Readonly<Record<IdentityKind, string>> = {
  idCard: '居民身份证',
  passport: '护照',
  hkMacao: '港澳居民来往内地通行证',
  taiwan: '台湾居民来往大陆通行证',
  foreignResident: '外国人永久居留身份证',
}
export const showIdentity = (kind: IdentityKind, tail: string): string => `${identityNames[kind]}（尾号${tail}）`

/** Who proves hours of their area; who leads an office takes a certificate back. */
export const certificateIssuers = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
] as const satisfies readonly Role[]
export const certificateRevokers = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
export const certificateReaders = [...certificateIssuers, 'administrator', 'auditor'] as const satisfies readonly Role[]

export const mayRevoke = (actor: Actor, { placePath }: { placePath: readonly string[] }): boolean =>
  holdsRole(actor, certificateRevokers, placePath)

/** So many days the numbers that were issued stand in the public list. */
export const LISTED_DAYS = 30
export const ISSUE_WORKING_DAYS = 5
export const listedSince = (today: Day): Day => addDays(today, -LISTED_DAYS)

/** Characters that nobody mixes up: no 0, 1, I, L, O. */
export const NUMBER_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** "ZF2026-K7Q2M-9XTRB" out of ten characters that were drawn. @param kind two letters, of one kind of paper */
export const certificateNumber = (year: string, drawn: string, kind = 'ZF'): string =>
  `${kind}${year}-${drawn.slice(0, 5)}-${drawn.slice(5, 10)}`

/** The number as it is kept, of what somebody typed or scanned; null where it can't be one of its kind. */
export function readNumber(typed: string, kind = 'ZF'): string | null {
  const plain = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  const found = /^([A-Z]{2})(\d{4})([2-9A-HJKMNP-Z]{10})$/.exec(plain)
  return found?.[1] === kind ? certificateNumber(found[2] ?? '', found[3] ?? '', kind) : null
}

/** Who may prove hours: the residents' committee of a community, and the street above it. */
export const officeKinds = ['community', 'subdistrict'] as const satisfies readonly PlaceKind[]
const endings: readonly (readonly [RegExp, string])[] = [
  [/街道$/, '办事处'],
  [/[镇乡]$/, '人民政府'],
  [/社区$/, '居民委员会'],
  [/村$/, '民委员会'],
]
/** "柳湾街道办事处" · "云溪镇人民政府" · "柳湾社区居民委员会" · "石塘村民委员会" */
export const officeName = (name: string): string => name + (endings.find(([end]) => end.test(name))?.[1] ?? '')

export const SERVICE = {
  project: '居民小区生活垃圾分类桶边督导',
  content: '在投放点引导居民分类投放、开袋查看、劝导纠正，并登记投放情况',
  recorder: '无废城市志愿督导系统，到岗由班次组长或工作人员核实',
} as const

type Counting = Pick<HourRow, 'as' | 'standing' | 'madeUp' | 'minutes'>
/** Whether a record stands on a certificate: as a volunteer, with a second person behind it, and some minutes of it. */
export const isCertified = ({ as, standing, minutes }: Counting): boolean =>
  as === 'volunteer' && standing === 'verified' && minutes > 0

export type Certified = { minutes: number; madeUp: number; times: number }
/** Minutes of shifts, and made-up ones apart. */
export function certifiedOf(rows: readonly Counting[]): Certified {
  const counted = rows.filter(isCertified)
  const sum = (own: readonly Counting[]): number => own.reduce((total, { minutes }) => total + minutes, 0)
  return {
    minutes: sum(counted.filter(({ madeUp }) => !madeUp)),
    madeUp: sum(counted.filter(({ madeUp }) => madeUp)),
    times: counted.length,
  }
}

/**
 * What the public page answers. `valid` is never the default: a number must be found, issued, and be borne out by the
 * records of today.
 */
export const checkResults = ['valid', 'changed', 'revoked', 'erased', 'unknown', 'unsure'] as const
export type CheckResult = (typeof checkResults)[number]
export const checkTexts: Readonly<Record<CheckResult, { title: string; text: string }>> = {
  valid: { title: '有效', text: '这份证明由下面的单位出具，和现在的服务记录一致。' },
  changed: {
    title: '记录有更正，请换发',
    text: '出具以后服务记录有更正，现在核实的时长比证明上少。请持证人到出具单位换发。',
  },
  revoked: { title: '已撤销', text: '这份证明已由出具单位撤销，不能再使用。' },
  erased: { title: '不能再核验', text: '持证人已注销账号，个人资料已删除，这份证明不能再核验。' },
  unknown: {
    title: '查无此证',
    text: '没有出具过这个编号的证明。请对照纸上的编号再查一次；还是查不到，请联系纸上写的出具单位。',
  },
  unsure: { title: '暂时无法核实', text: '系统暂时查不了，请过几分钟再试。没有显示“有效”以前，请不要当作有效。' },
}

type Kept = { status: CertificateStatus; minutes: number; madeUp: number; isErased: boolean }
export function checkResultOf(kept: Kept | null, today: Pick<Certified, 'minutes' | 'madeUp'>): CheckResult {
  if (kept?.status === 'revoked') return 'revoked'
  if (kept?.status !== 'issued') return 'unknown'
  if (kept.isErased) return 'erased'
  return today.minutes >= kept.minutes && today.madeUp >= kept.madeUp ? 'valid' : 'changed'
}
