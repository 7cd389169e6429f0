// What people are told about households and roles, each once, in the transaction of its cause: a claim to answer, a
// request to decide, how it was decided, who joined or left, a role given or taken. Relies on the `tell` given at
// start. Names are masked, addresses never stand in a notice.
import type { Role } from '@shared/actors'
import { roleNames } from '@shared/people/role-names'
import { showDay, type Day } from '@shared/time'
import type { Tx } from '../db'
import { maskName } from '../field-cipher'
import type { JoinRequest } from './households.model'
import { peopleSettings, type PeopleSettings } from './settings'

const householdLink = (householdId: string): string => `/me/household?id=${householdId}`
const tellAll = async (
  tx: Tx,
  people: readonly string[],
  cause: string,
  notice: Parameters<PeopleSettings['tell']>[3],
): Promise<void> => {
  for (const personId of new Set(people)) await peopleSettings().tell(tx, personId, cause, notice)
}

/** Members have a claim to answer until a day. */
export const tellClaim = (
  tx: Tx,
  request: Pick<JoinRequest, '_id'>,
  householdId: string,
  members: readonly string[],
  name: string,
  dueOn: Day,
): Promise<void> =>
  tellAll(tx, members, `people/requests/${request._id}/made`, {
    kind: 'household',
    title: '有人申请加入您家',
    text: `${maskName(name)}扫了您家的户卡申请加入，请在${showDay(dueOn)}前答复；不答复就不会加入。`,
    link: householdLink(householdId),
  })

/** The community has a claim by card to decide, on a household without members. The notice names no address. */
export const tellClaimed = (tx: Tx, request: Pick<JoinRequest, '_id'>, workers: readonly string[]): Promise<void> =>
  tellAll(tx, workers, `people/requests/${request._id}/made`, {
    kind: 'work',
    title: '有人扫户卡认领一户',
    text: '这一户还没有手机成员。请核对来人，或打印门上通知；贴出 5个工作日没人提出异议，认领就成立。',
    link: '/households?tab=requests',
  })

/** Members learn what the community did with their household: a consent to act, a merger, a PIN, a new code. */
export const tellMembers = (
  tx: Tx,
  cause: string,
  householdId: string,
  members: readonly string[],
  what: { title: string; text: string },
): Promise<void> =>
  tellAll(tx, members, `people/households/${cause}`, {
    kind: 'household',
    ...what,
    link: householdLink(householdId),
  })

/** The community has a request to decide. */
export const tellAsked = (
  tx: Tx,
  request: Pick<JoinRequest, '_id'>,
  workers: readonly string[],
  placeName: string,
): Promise<void> =>
  tellAll(tx, workers, `people/requests/${request._id}/made`, {
    kind: 'work',
    title: '有新的入户申请',
    text: `${placeName}有居民申请加入住户，请核对后办理。`,
    link: '/households?tab=requests',
  })

const verdicts = { approved: '通过了', refused: '没有通过' } as const

/** The person who asked learns the outcome; those who were moved out learn that too. */
export async function tellSettled(
  tx: Tx,
  request: Pick<JoinRequest, '_id' | 'personId'>,
  verdict: keyof typeof verdicts,
  reason: string | undefined,
  movedOut: readonly string[],
): Promise<void> {
  await tellAll(tx, [request.personId], `people/requests/${request._id}/settled`, {
    kind: 'household',
    title: `入户申请${verdicts[verdict]}`,
    text:
      verdict === 'approved'
        ? '您已经是这一户的成员，可以预约上门、查看积分。'
        : `${reason ? `原因：${reason}。` : ''}有疑问可以问社区，或换一种方式加入。`,
    link: '/me/households',
  })
  await tellAll(tx, movedOut, `people/requests/${request._id}/movedOut`, {
    kind: 'household',
    title: '您已退出原来的住户',
    text: '这一户已由新的住户接手，您不再能查看；您的积分仍是您的。有异议请联系社区。',
    link: '/me/households',
  })
}

/** Those who were there learn who has come. @param cause unique for this joining */
export const tellJoined = (
  tx: Tx,
  cause: string,
  householdId: string,
  others: readonly string[],
  name: string,
): Promise<void> =>
  tellAll(tx, others, `people/joined/${cause}`, {
    kind: 'household',
    title: '家里有新成员',
    text: `${maskName(name)}加入了您的住户。不认识的话，请让户主移出或联系社区。`,
    link: householdLink(householdId),
  })

/** Whoever was taken out by somebody else. */
export const tellRemoved = (tx: Tx, cause: string, personId: string, reason: string): Promise<void> =>
  tellAll(tx, [personId], `people/removed/${cause}`, {
    kind: 'household',
    title: '您已被移出一户',
    text: `原因：${reason}。您的积分仍是您的；有异议请联系社区。`,
    link: '/me/households',
  })

/** The new owner. */
export const tellOwner = (tx: Tx, cause: string, householdId: string, personId: string): Promise<void> =>
  tellAll(tx, [personId], `people/owner/${cause}`, {
    kind: 'household',
    title: '您现在是户主',
    text: '原来的户主把户主转给了您，您可以邀请、移出成员和换发户码。',
    link: householdLink(householdId),
  })

/** Someone of 14 to 17 years learns that a guardian's consent was written down. @param cause unique for this one */
export const tellGuardian = (tx: Tx, cause: string, personId: string): Promise<void> =>
  tellAll(tx, [personId], `people/guardians/${cause}`, {
    kind: 'security',
    title: '已登记监护人同意',
    text: '社区或学校登记了您的监护人同意，您可以加入住户了。没有这回事的话，请联系社区。',
    link: '/me/profile',
  })

/** A role given or taken, to the person it is about. */
export const tellRole = (
  tx: Tx,
  grantId: string,
  personId: string,
  given: boolean,
  role: Role,
  placeName: string,
  reason: string,
): Promise<void> =>
  tellAll(tx, [personId], `people/grants/${grantId}/${given ? 'given' : 'taken'}`, {
    kind: 'security',
    title: given ? '您有了新的身份' : '您的一个身份已收回',
    text: `${placeName}:${roleNames[role]}。${given ? '说明' : '原因'}:${reason}`,
    link: '/me/profile',
  })
