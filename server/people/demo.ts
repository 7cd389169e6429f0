// The demo's console accounts: one password and the TOTP secrets, made at the first start and kept in DATA_DIR (0600),
// never in code. Relies on the seed; does nothing outside the demo. A password that was changed in the demo is left
// alone.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generateSecret, generateSync } from 'otplib'
import { z } from 'zod'
import { cityRoles } from '@shared/actors'
import { now } from '../clock'
import type { Config } from '../config'
import { seal } from '../field-cipher'
import { newSecret } from '../ids'
import { StaffLogins } from './people.model'
import { seedPersonId, seedPersons } from './seed-ids'
import { hashPassword, NO_PASSWORD } from './staff-sign-in'

const Accounts = z.object({
  generatedFor: z.literal('demo'),
  password: z.string(),
  totp: z.record(z.string(), z.string()),
})
type Accounts = z.infer<typeof Accounts>

const withLogin = seedPersons.flatMap(({ key, name, about, loginName, grants = [] }) =>
  loginName
    ? [
        {
          id: seedPersonId(key),
          name,
          about,
          loginName,
          isCity: grants.some(([role]) => (cityRoles as readonly string[]).includes(role)),
        },
      ]
    : [],
)

/** Sets up the demo's logins and answers lines that tell who can sign in and how. Empty outside the demo. */
export async function demoPeople(config: Pick<Config, 'mode' | 'dataDir'>): Promise<string[]> {
  if (config.mode !== 'demo' || !(await StaffLogins.exists({ _id: { $in: withLogin.map((login) => login.id) } })))
    return []
  const accounts = readAccounts(config.dataDir)
  const unset = await StaffLogins.find({ passwordHash: NO_PASSWORD }, { _id: 1 }).lean<{ _id: string }[]>()
  if (unset.length > 0) await setPasswords(accounts, new Set(unset.map((login) => login._id)))
  const seconds = Math.floor(now().getTime() / 1000)
  return [
    `管理台演示密码：${accounts.password}`,
    ...withLogin.map(({ loginName, name, about }) => {
      const secret = accounts.totp[loginName]
      return `  ${loginName.padEnd(12)} ${name}(${about})${secret ? ` 动态码密钥 ${secret}，此刻 ${generateSync({ secret, epoch: seconds })}` : ''}`
    }),
  ]
}

function readAccounts(dataDir: string): Accounts {
  const file = path.join(dataDir, 'demo-accounts.json')
  if (!existsSync(file)) {
    const made: Accounts = {
      generatedFor: 'demo',
      password: `demo-${newSecret(9)}`,
      totp: Object.fromEntries(
        withLogin.filter((login) => login.isCity).map((login) => [login.loginName, generateSecret()]),
      ),
    }
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 })
    chmodSync(file, 0o600)
  }
  return Accounts.parse(JSON.parse(readFileSync(file, 'utf8')))
}

async function setPasswords(accounts: Accounts, unset: ReadonlySet<string>): Promise<void> {
  const passwordHash = await hashPassword(accounts.password)
  for (const { id, loginName } of withLogin.filter((login) => unset.has(login.id))) {
    const secret = accounts.totp[loginName]
    await StaffLogins.updateOne(
      { _id: id, passwordHash: NO_PASSWORD },
      { $set: { passwordHash, ...(secret ? { totpSealed: seal(secret, id), totpEnrolled: true } : {}) } },
    )
  }
}
