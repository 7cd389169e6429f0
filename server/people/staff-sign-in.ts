// Staff signing in to the console: login name, password (argon2id), and a TOTP code for city roles.
// Invariants: guesses are counted before the check (guesses.ts says whose and how many); a wrong
// name, a wrong password, a disabled and a locked account answer alike and cost one hash each; a code is good once;
// secrets are sealed.
import { timingSafeEqual } from 'node:crypto'
import { hash, verify, type Algorithm } from '@node-rs/argon2'
import { generateSecret, generateSync, generateURI } from 'otplib'
import { cityRoles, type PersonActor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { seal, unseal } from '../field-cipher'
import { newSecret } from '../ids'
import { forgetGuesses, newDeviceCookie, takeGuess, takeSignInGuess, type SignInGuess, type Visitor } from './guesses'
import { ownWordsOf, requireGoodPassword } from './passwords'
import { RoleGrants, Sessions, StaffLogins, type Session, type StaffLogin } from './people.model'
import { endSessions, openSession, type Device, type SessionTokens } from './sessions'

/** OWASP's and ASVS's least: 19 MiB, two passes, one lane. */
const ARGON: Parameters<typeof hash>[1] = {
  algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}
const STEP_SECONDS = 30
const STEP_UP_MS = 10 * 60_000

/** Stands where no password was set yet; nothing fits it. */
export const NO_PASSWORD = 'none'

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), ARGON)

let decoy: Promise<string> | null = null
/** A hash that no password fits, so that an unknown name costs the same time. */
const decoyHash = (): Promise<string> => (decoy ??= hashPassword(newSecret()))

export type StaffSignInInput = {
  loginName: string
  password: string
  code?: string | undefined
  newPassword?: string | undefined
}
export type StaffSignInStep =
  | { step: 'signedIn'; tokens: SessionTokens; deviceCookie: string }
  | { step: 'changePassword' }
  | { step: 'enterTotp' }
  | { step: 'enrolTotp'; secret: string; uri: string }

/**
 * One form in steps; the earlier fields come again with each.
 * @throws DomainError STAFF_SIGN_IN_WRONG, STAFF_CODE_WRONG, PASSWORD_TOO_COMMON, PASSWORD_UNCHANGED
 */
export async function signInStaff(input: StaffSignInInput, device: Device, visitor: Visitor): Promise<StaffSignInStep> {
  const loginName = input.loginName.normalize('NFKC').toLowerCase()
  const guess = await takeSignInGuess(loginName, visitor)
  const login = await StaffLogins.findOne({ loginName }).lean<StaffLogin>()
  const usable = guess.allowed && login !== null && login.disabledAt === undefined && login.passwordHash !== NO_PASSWORD
  const fits = await verify(usable ? login.passwordHash : await decoyHash(), input.password.normalize('NFKC'))
  if (!usable || !fits) throw new DomainError('STAFF_SIGN_IN_WRONG')
  await forgetGuesses(guess)
  const missing = await nextStep(login, input)
  if (missing) return missing
  const checksCode = await needsTotp(login)
  if (checksCode) await checkCode(login, input.code ?? '', guess)
  if (login.mustChange && input.newPassword) await storePassword(login, input.newPassword, input.password)
  await StaffLogins.updateOne(
    { _id: login._id },
    { $set: { lastSignInAt: now(), ...(checksCode ? { totpEnrolled: true } : {}) } },
  )
  return {
    step: 'signedIn',
    tokens: await openSession(login._id, 'console', device),
    deviceCookie: newDeviceCookie(loginName),
  }
}

/**
 * A code is guessed at only by who knows the password, so its guesses are few: those of a known device, and those of
 * all strangers together. @throws DomainError STAFF_CODE_WRONG, STAFF_SIGN_IN_WRONG
 */
async function checkCode(login: StaffLogin, code: string, { device }: SignInGuess): Promise<void> {
  const guess = await takeGuess(`${login.loginName}|code|${device ?? 'strangers'}`, device ? 'known' : 'stranger')
  if (!guess.allowed) throw new DomainError('STAFF_SIGN_IN_WRONG')
  await useTotpCode(login, code)
  await forgetGuesses(guess)
}

async function nextStep(login: StaffLogin, input: StaffSignInInput): Promise<StaffSignInStep | null> {
  if (login.mustChange && !input.newPassword) return { step: 'changePassword' }
  if (login.mustChange && input.newPassword) {
    if (input.newPassword === input.password) throw new DomainError('PASSWORD_UNCHANGED')
    await requireGoodPassword(input.newPassword, await ownWordsOf(login))
  }
  if (input.code || !(await needsTotp(login))) return null
  if (login.totpEnrolled) return { step: 'enterTotp' }
  const secret = login.totpSealed ? unseal(login.totpSealed, login._id) : generateSecret()
  if (!login.totpSealed)
    await StaffLogins.updateOne(
      { _id: login._id, totpSealed: { $exists: false } },
      { $set: { totpSealed: seal(secret, login._id) } },
    )
  return { step: 'enrolTotp', secret, uri: generateURI({ issuer: '无废通', label: login.loginName, secret }) }
}

async function needsTotp(login: StaffLogin): Promise<boolean> {
  return (
    login.totpEnrolled ||
    (await RoleGrants.exists({ personId: login._id, active: true, role: { $in: [...cityRoles] as Role[] } })) !== null
  )
}

/** The code of this or a neighbouring half-minute, once. @throws DomainError STAFF_CODE_WRONG */
async function useTotpCode(login: StaffLogin, code: string): Promise<void> {
  if (!login.totpSealed) throw new DomainError('STAFF_CODE_WRONG')
  const secret = unseal(login.totpSealed, login._id)
  const present = Math.floor(now().getTime() / 1000 / STEP_SECONDS)
  const step = [present, present - 1, present + 1].find((each) =>
    timingSafeEqual(
      Buffer.from(generateSync({ secret, epoch: each * STEP_SECONDS })),
      Buffer.from(code.padEnd(6, ' ').slice(0, 6)),
    ),
  )
  if (step === undefined) throw new DomainError('STAFF_CODE_WRONG')
  const used = await StaffLogins.updateOne(
    { _id: login._id, totpLastStep: { $lt: step } },
    { $set: { totpLastStep: step } },
  )
  if (used.matchedCount === 0) throw new DomainError('STAFF_CODE_WRONG')
}

async function storePassword(login: StaffLogin, next: string, previous: string): Promise<void> {
  if (next === previous) throw new DomainError('PASSWORD_UNCHANGED')
  await requireGoodPassword(next, await ownWordsOf(login))
  const passwordHash = await hashPassword(next)
  await transaction((tx) =>
    tx.on(StaffLogins).updateOne({ _id: login._id }, { $set: { passwordHash, mustChange: false } }),
  )
}

/** Changes one's own password; every other session ends. @throws DomainError STAFF_SIGN_IN_WRONG, PASSWORD_* */
export async function changePassword(
  actor: PersonActor,
  input: { current: string; next: string },
): Promise<Record<string, never>> {
  const login = await StaffLogins.findById(actor.personId).lean<StaffLogin>()
  if (!login) throw new DomainError('STAFF_SIGN_IN_WRONG')
  const guess = await takeGuess(`${login.loginName}|change`, 'known')
  const fits = await verify(guess.allowed ? login.passwordHash : await decoyHash(), input.current.normalize('NFKC'))
  if (!guess.allowed || !fits) throw new DomainError('STAFF_SIGN_IN_WRONG')
  await forgetGuesses(guess)
  await storePassword(login, input.next, input.current)
  await transaction((tx) => audit(tx, actor, { action: 'people.changePassword', subject: `people/${actor.personId}` }))
  await endSessions({ personId: actor.personId, _id: { $ne: actor.sessionId } }, 'passwordChanged')
  return {}
}

/** A code again before something weighty; good for 10 minutes in this session. @throws DomainError STAFF_CODE_WRONG */
export async function stepUp(actor: PersonActor, input: { code: string }): Promise<{ until: string }> {
  const login = await StaffLogins.findById(actor.personId).lean<StaffLogin>()
  if (!login?.totpEnrolled) throw new DomainError('STAFF_CODE_WRONG')
  const guess = await takeGuess(`${login.loginName}|code|${actor.sessionId}`, 'known')
  if (!guess.allowed) throw new DomainError('STAFF_CODE_WRONG')
  await useTotpCode(login, input.code)
  await forgetGuesses(guess)
  const until = new Date(now().getTime() + STEP_UP_MS)
  await Sessions.updateOne({ _id: actor.sessionId }, { $set: { stepUpUntil: until } })
  return { until: until.toISOString() }
}

/**
 * Before exports, publications and corrections by those who have TOTP. A session of the demo, opened by a click without
 * any factor (production has none such), isn't asked.
 * @throws DomainError STEP_UP_REQUIRED
 */
export async function requireStepUp(actor: PersonActor): Promise<void> {
  const login = await StaffLogins.findById(actor.personId, { totpEnrolled: 1 }).lean<StaffLogin>()
  if (!login?.totpEnrolled) return
  const session = await Sessions.findById(actor.sessionId, { kind: 1, stepUpUntil: 1 }).lean<Session>()
  if (session?.kind === 'demo') return
  if (!session?.stepUpUntil || session.stepUpUntil <= now()) throw new DomainError('STEP_UP_REQUIRED')
}
