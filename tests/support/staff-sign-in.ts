// Staff with a password of their own, and the console's sign-in as a browser does it.
import { generateSync } from 'otplib'
import type { Role } from '@shared/actors'
import { now } from '@server/clock'
import { newPerson } from '@server/people/people'
import { Persons, StaffLogins } from '@server/people/people.model'
import { newStaffLogin } from '@server/people/staff'
import { hashPassword } from '@server/people/staff-sign-in'
import { grant, type TestApp } from './app'

export const STAFF_PASSWORD = '梧桐树下的第三只猫 kR7'

let number = 0
/** A new person with a role at a place, who signs in with the password above. */
export async function aStaffLogin(role: Role, placeId: string, options: { mustChange?: boolean } = {}) {
  number += 1
  const person = newPerson(`员工${number}`)
  const loginName = `worker${number}`
  await Persons.create([person])
  await StaffLogins.create([
    newStaffLogin(person._id, loginName, await hashPassword(STAFF_PASSWORD), options.mustChange ?? false),
  ])
  await grant(person._id, role, placeId)
  return { personId: person._id, loginName, password: STAFF_PASSWORD }
}

/** What an authenticator shows so many steps of 30 s from now. */
export const codeAt = (secret: string, step = 0): string =>
  generateSync({ secret, epoch: Math.floor(now().getTime() / 1000) + step * 30 })

/** Signs in and reads the cookie. */
export async function signInToConsole(app: TestApp, input: object) {
  const answer = await app.anonymous().raw('POST', '/api/people/staff/sign-in', {
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/json' },
  })
  const cookie = answer.headers['set-cookie']?.[0] ?? ''
  return {
    status: answer.status,
    body: JSON.parse(answer.body.toString()) as { step: string; session: { accessToken: string; personId: string } },
    cookie,
  }
}
