// Routes of people: persons, households and staff, one line a route. Only here does the console's cookie appear.
import type { PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { people } from '@shared/people/contract'
import { views } from '@shared/people/views-contract'
import { households } from '@shared/people/household-contract'
import { staff } from '@shared/people/staff-contract'
import { implement, type CallContext } from '../http/implement'
import { findByPhone } from './by-phone'
import { answerClaim, claimHousehold } from './claims'
import { listConsents, setConsent } from './consents'
import { printCards } from './card-papers'
import { recordGuardianConsent } from './guardians'
import { lookUpCode, reissueCode, showCode } from './household-codes'
import { acceptInvitation, invite } from './invitations'
import { askToJoin, decideRequest, listMyRequests, listRequestsInScope, withdrawRequest } from './join-requests'
import { bindPhone, showMe, typePhone, updateMe } from './me'
import { leaveHousehold, removeMember, transferOwner } from './members'
import { mergeHouseholds } from './merging'
import { showPhone } from './people'
import { showPerson } from './person-page'
import { listProxied, recordProxy, revokeProxy } from './proxies'
import { createHousehold, listHouseholds, listMine, showHousehold } from './register'
import { deleteMe, downloadMyData } from './rights'
import { grantRole, listGrants, revokeRole } from './roles'
import { endSession, listSessions, refreshSession, signOut, type SessionTokens } from './sessions'
import { listDemoPersons, signInAsDemoPerson, signInWithWeChat } from './sign-in'
import { printSlip, slipPaper } from './slips'
import { createStaff, listStaff, resetPassword, setDisabled } from './staff'
import { changePassword, signInStaff, stepUp, type StaffSignInInput } from './staff-sign-in'
import { listViews, removeView, saveView } from './views'

const COOKIE = 'wufei_refresh'
/** Knows a device again that has signed in before; opens nothing. */
const DEVICE_COOKIE = 'wufei_device'
const DEVICE_SECONDS = 180 * 24 * 3600
const deviceOf = (call: CallContext, deviceId?: string) => ({ deviceId, userAgent: call.userAgent })

function keepInCookie(
  call: CallContext,
  { personId, accessToken, accessExpiresAt, refreshToken, refreshExpiresAt }: SessionTokens,
) {
  const seconds = Math.max(1, Math.round((Date.parse(refreshExpiresAt) - Date.parse(accessExpiresAt)) / 1000) + 900)
  call.cookies.set(COOKIE, refreshToken, seconds)
  return { personId, accessToken, accessExpiresAt }
}

async function signInToConsole(input: StaffSignInInput, call: CallContext) {
  const visitor = { address: call.ip, deviceCookie: call.cookies.get(DEVICE_COOKIE) }
  const answer = await signInStaff(input, deviceOf(call), visitor)
  if (answer.step !== 'signedIn') return answer
  const session = keepInCookie(call, answer.tokens)
  call.cookies.set(DEVICE_COOKIE, answer.deviceCookie, DEVICE_SECONDS)
  return { step: answer.step, session }
}

async function refreshConsole(call: CallContext) {
  const token = call.cookies.get(COOKIE)
  if (!token) throw new DomainError('SESSION_ENDED')
  return keepInCookie(call, await refreshSession(token, deviceOf(call), ['console']))
}

async function signOutHere(call: CallContext<PersonActor>) {
  if (call.cookies.get(COOKIE)) call.cookies.set(COOKIE, null)
  return signOut(call.actor)
}

export const peopleRoutes = [
  ...implement(
    'people',
    people,
  )({
    signIn: (input, call) => signInWithWeChat(input, deviceOf(call, input.deviceId)),
    refresh: (input, call) => refreshSession(input.refreshToken, deviceOf(call, input.deviceId), ['mini', 'demo']),
    demoPersons: () => listDemoPersons(),
    demoSignIn: (input, call) => signInAsDemoPerson(input, deviceOf(call, input.deviceId)),
    signOut: (_input, call) => signOutHere(call),
    sessions: (_input, { actor }) => listSessions(actor),
    endSession: (input, { actor }) => endSession(actor, input.id),
    me: (_input, { actor }) => showMe(actor),
    updateMe: (input, { actor }) => updateMe(actor, input),
    typePhone: (input, { actor }) => typePhone(actor, input),
    bindPhone: (input, { actor }) => bindPhone(actor, input),
    setConsent: async (input, { actor }) => {
      await setConsent(actor, input)
      return showMe(actor)
    },
    consents: (input, { actor }) => listConsents(actor, input),
    myData: (_input, { actor }) => downloadMyData(actor),
    deleteMe: (_input, { actor }) => deleteMe(actor),
    recordGuardianConsent: (input, { actor }) => recordGuardianConsent(actor, input),
    findByPhone: (input, { actor }) => findByPhone(actor, input),
    phoneOf: (input, { actor }) => showPhone(actor, input),
  }),
  ...implement(
    'views',
    views,
  )({
    list: (input, { actor }) => listViews(actor, input),
    save: (input, { actor }) => saveView(actor, input),
    remove: (input, { actor }) => removeView(actor, input),
  }),
  ...implement(
    'households',
    households,
  )({
    claim: (input, { actor }) => claimHousehold(actor, input),
    person: (input, { actor }) => showPerson(actor, input),
    invite: (input, { actor }) => invite(actor, input),
    accept: (input, { actor }) => acceptInvitation(actor, input),
    ask: (input, { actor }) => askToJoin(actor, input),
    myRequests: (input, { actor }) => listMyRequests(actor, input),
    requests: (input, { actor }) => listRequestsInScope(actor, input),
    decide: (input, { actor }) => decideRequest(actor, input),
    printSlip: (input, { actor }) => printSlip(actor, input),
    slip: (input, { actor }) => slipPaper(actor, input),
    answerClaim: (input, { actor }) => answerClaim(actor, input),
    withdraw: (input, { actor }) => withdrawRequest(actor, input),
    mine: (_input, { actor }) => listMine(actor),
    list: (input, { actor }) => listHouseholds(actor, input),
    detail: (input, { actor }) => showHousehold(actor, input),
    create: (input, { actor }) => createHousehold(actor, input),
    leave: (input, { actor }) => leaveHousehold(actor, input),
    transfer: (input, { actor }) => transferOwner(actor, input),
    removeMember: (input, { actor }) => removeMember(actor, input),
    code: (input, { actor }) => showCode(actor, input),
    reissueCode: (input, { actor }) => reissueCode(actor, input),
    lookup: (input, { actor }) => lookUpCode(actor, input),
    cards: (input, { actor }) => printCards(actor, input),
    merge: (input, { actor }) => mergeHouseholds(actor, input),
    recordProxy: (input, { actor }) => recordProxy(actor, input),
    proxied: (_input, { actor }) => listProxied(actor),
    revokeProxy: (input, { actor }) => revokeProxy(actor, input),
  }),
  ...implement(
    'staff',
    staff,
  )({
    signIn: (input, call) => signInToConsole(input, call),
    refresh: (_input, call) => refreshConsole(call),
    changePassword: (input, { actor }) => changePassword(actor, input),
    stepUp: (input, { actor }) => stepUp(actor, input),
    list: (input, { actor }) => listStaff(actor, input),
    create: (input, { actor }) => createStaff(actor, input),
    resetPassword: (input, { actor }) => resetPassword(actor, input),
    setDisabled: (input, { actor }) => setDisabled(actor, input),
    grants: (input, { actor }) => listGrants(actor, input),
    grantRole: (input, { actor }) => grantRole(actor, input),
    revokeRole: (input, { actor }) => revokeRole(actor, input),
  }),
]
