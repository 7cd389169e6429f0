// What the feature people is told at start: secrets, how to reach WeChat, and the parts of other features that a
// person's rights need. main.ts and the tests call `configurePeople`; nothing here reads the environment.
import { createHmac } from 'node:crypto'
import type { Role } from '@shared/actors'
import type { NoticeKind } from '@shared/notices/contract'
import type { Config } from '../config'
import type { Tx } from '../db'
import type { Feature } from '../feature'
import type { WeChat } from '../platform/wechat'

export type PeopleSettings = {
  mode: Config['mode']
  tokenSecret: string
  /** Null where no mini-program is registered: only demo persons can sign in then. */
  wechat: WeChat | null
  /** Rows of features.ts that hold personal data, for "download my data" and "delete my account". */
  personalData: readonly { name: string; personalData: NonNullable<Feature['personalData']> }[]
  /** Unread messages, counted by notices. */
  unreadOf: (personId: string) => Promise<number>
  /**
   * Tells a person something with the transaction of its cause, once; handed in, since notices come after people.
   */
  tell: (
    tx: Tx,
    personId: string,
    cause: string,
    notice: { kind: NoticeKind; title: string; text: string; link?: string },
  ) => Promise<void>
  /** What must move when a duplicate household is merged (accounts, bookings), in the same transaction. */
  onMerge: readonly ((tx: Tx, fromId: string, intoId: string) => Promise<void>)[]
  /** What follows when nobody is left in a household, in the same transaction. */
  onVacated: readonly ((tx: Tx, householdId: string) => Promise<void>)[]
  /** What follows when a role ends, in the same transaction. */
  onRoleEnded: readonly ((tx: Tx, personId: string, role: Role) => Promise<void>)[]
}

let settings: PeopleSettings | null = null

/** Called once at start, before the first request. */
export function configurePeople(given: Pick<PeopleSettings, 'mode' | 'tokenSecret'> & Partial<PeopleSettings>): void {
  if (given.mode === 'production' && !given.wechat)
    throw new Error('production signs in through WeChat: no provider given')
  settings = {
    wechat: null,
    personalData: [],
    unreadOf: async () => 0,
    tell: async () => undefined,
    onMerge: [],
    onVacated: [],
    onRoleEnded: [],
    ...given,
  }
}

export function peopleSettings(): PeopleSettings {
  if (!settings) throw new Error('configurePeople was not called')
  return settings
}

export const isDemo = (): boolean => peopleSettings().mode === 'demo'

/** A key of its own for each purpose, derived from the token secret. */
export const macOf = (purpose: string, ...parts: (string | number)[]): Buffer =>
  createHmac('sha256', createHmac('sha256', peopleSettings().tokenSecret).update(purpose).digest())
    .update(parts.join('\n'))
    .digest()
