// Giving points away: to the fund of one's own compound or of a school of the district, up to a limit a month; to a
// neighbour only where the area switches it on, since it invites cashing out. A gift is an ordinary entry: the
// receiver's lots are the giver's, no life gets longer.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor, type Account } from '@shared/ledger/accounts'
import { ledgerReaders } from '@shared/ledger/contract'
import type { gifts } from '@shared/ledger/gifts-contract'
import { contestDeciders } from '@shared/ledger/contests-contract'
import type { AccountState, Limit } from '@shared/ledger/entries'
import { spendableOn } from '@shared/ledger/lots'
import type { AreaSettings } from '@shared/places/settings'
import { dayOf, monthOf, type Month } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { readCountedPage } from '../paging'
import { householdByCode } from '../people/households'
import { placeNames } from '../people/people'
import { placeById, requirePlace, settingsOf } from '../places/places'
import { Accounts } from './accounts.model'
import { Entries } from './entries.model'
import { SchoolFunds, type SchoolFund } from './funds.model'
import { balanceOf, postMany } from './ledger'
import { viewOf } from './statement'

const COUNTER = 'gift/month'
const TARGETS_SHOWN = 50
const MONTHS_SHOWN = 12

type Giver = {
  me: PersonActor
  account: Account
  placePath: readonly string[]
  settings: AreaSettings
  state: AccountState | null
}
type Fund = { account: Account; kind: 'compound' | 'school'; name: string; placeName: string }

/** Whose points they are and by which rules. @throws DomainError NOT_FOUND for an account that is not the person's */
async function giverOf(actor: PersonActor, account?: Account): Promise<Giver> {
  const [home] = actor.households
  const view = await viewOf(actor, account ?? (await fullestOf(actor)))
  const state = await balanceOf(view.account)
  const membership = actor.households.find((each) => accountFor(each) === view.account) ?? home
  const placePath = membership?.placePath ?? state?.placePath ?? []
  return { me: actor, account: view.account, placePath, settings: (await settingsOf(placePath)).settings, state }
}

/** Whose points most are: the household's where nobody has any. */
async function fullestOf(me: PersonActor): Promise<Account> {
  const own = [...me.households.map((each) => accountFor(each)), accountFor({ personId: me.personId })]
  const [fullest] = await Accounts.find({ _id: { $in: own }, points: { $gt: 0 } }, { _id: 1 })
    .sort({ points: -1, _id: 1 })
    .limit(1)
    .lean<{ _id: Account }[]>()
  return fullest?._id ?? own[0] ?? accountFor({ personId: me.personId })
}

const givenIn = (state: AccountState | null, month: Month): number => state?.used?.[COUNTER]?.[month] ?? 0
const fundAccount = (id: string): Account => `fund:${id}`

/** The compound's own fund and the schools of the district (of the city, where the giver has no home here). */
async function fundsFor(placePath: readonly string[]): Promise<Fund[]> {
  const home = placePath.at(-1)
  const place = home === undefined ? null : await placeById(home)
  const area = placePath[1] ?? placePath[0]
  const schools =
    area === undefined
      ? []
      : await SchoolFunds.find({ placePath: area, active: true })
          .sort({ createdAt: -1, _id: -1 })
          .limit(TARGETS_SHOWN)
          .lean<SchoolFund[]>()
  const names = await placeNames(schools.map((school) => school.placeId))
  const own: Fund[] =
    place && (place.kind === 'compound' || place.kind === 'village')
      ? [{ account: fundAccount(place._id), kind: 'compound', name: `${place.name}公益金`, placeName: place.name }]
      : []
  return [
    ...own,
    ...schools.map((school): Fund => ({
      account: fundAccount(school._id),
      kind: 'school',
      name: `${school.name}公益金`,
      placeName: names.get(school.placeId) ?? '',
    })),
  ]
}

/** @throws DomainError NOT_FOUND */
export async function giftTargets(
  actor: PersonActor,
  input: ParsedOf<typeof gifts.giftTargets>,
): Promise<OutputOf<typeof gifts.giftTargets>> {
  const { account, placePath, settings, state } = await giverOf(actor, input.from)
  const today = dayOf(now())
  const funds = await fundsFor(placePath)
  const balances = new Map(
    (await Accounts.find({ _id: { $in: funds.map((fund) => fund.account) } }).lean<AccountState[]>()).map((fund) => [
      fund._id,
      fund.points,
    ]),
  )
  const [most, given] = [settings.points.giftPointsPerMonth, givenIn(state, monthOf(today))]
  return {
    from: account,
    available: state ? spendableOn(state, today) : 0,
    mostPerMonth: most,
    givenThisMonth: given,
    leftThisMonth: Math.max(0, most - given),
    neighbours: settings.switches.neighbourGifts,
    items: funds.map((fund) => ({ ...fund, points: balances.get(fund.account) ?? 0 })),
  }
}

type Receiver = { account: Account; name: string; isNeighbour: boolean }

/**
 * @throws DomainError LEDGER_GIFT_TARGET, LEDGER_GIFT_NEIGHBOUR_OFF, LEDGER_GIFT_SELF, HOUSEHOLD_CODE_UNKNOWN,
 * HOUSEHOLD_CODE_REVOKED
 */
async function receiverOf(
  { me, account, placePath, settings }: Giver,
  { to, neighbourCode }: ParsedOf<typeof gifts.give>,
): Promise<Receiver> {
  if ((to === undefined) === (neighbourCode === undefined)) throw new DomainError('LEDGER_GIFT_TARGET')
  if (neighbourCode !== undefined) {
    if (!settings.switches.neighbourGifts) throw new DomainError('LEDGER_GIFT_NEIGHBOUR_OFF')
    const household = await householdByCode(neighbourCode)
    const receiver = accountFor({ householdId: household._id })
    if (receiver === account || me.households.some((each) => each.householdId === household._id))
      throw new DomainError('LEDGER_GIFT_SELF')
    return { account: receiver, name: '邻居', isNeighbour: true }
  }
  const fund = (await fundsFor(placePath)).find((each) => each.account === to)
  if (!fund) throw new DomainError('LEDGER_GIFT_TARGET')
  return { account: fund.account, name: fund.name, isNeighbour: false }
}

/** @throws DomainError NOT_FOUND, LEDGER_INSUFFICIENT, LEDGER_GIFT_LIMIT and what `receiverOf` refuses */
export async function give(
  actor: PersonActor,
  input: ParsedOf<typeof gifts.give>,
): Promise<OutputOf<typeof gifts.give>> {
  const giver = await giverOf(actor, input.from)
  const receiver = await receiverOf(giver, input)
  const [day, most] = [dayOf(now()), giver.settings.points.giftPointsPerMonth]
  const month = monthOf(day)
  if (!giver.state || spendableOn(giver.state, day) < input.points) throw new DomainError('LEDGER_INSUFFICIENT')
  const partition = giver.state.partition
  const limit: Limit = { counter: COUNTER, period: month, measure: 'points', amount: input.points, most }
  // what a neighbour would read of another resident must be screened first: it is left out
  const note = input.note && !receiver.isNeighbour ? `（${input.note}）` : ''
  return transaction(async (tx) => {
    const [posted] = await postMany(tx, [
      {
        cause: `gifts/${input.id}`,
        kind: 'gift',
        at: now(),
        by: giver.me.personId,
        partition,
        subject: `gifts/${input.id}`,
        postings: [
          { account: giver.account, unit: 'points', amount: -input.points },
          { account: receiver.account, unit: 'points', amount: input.points },
        ],
        why: { template: 'ledger.given', params: { to: receiver.name, note } },
        limits: [limit],
        details: { earnerId: giver.me.personId },
        ...(giver.placePath.includes(receiver.account.slice('fund:'.length)) ? { placePath: giver.placePath } : {}),
      },
    ]).catch((error: unknown) => {
      throw error instanceof DomainError && error.code === 'LEDGER_LIMIT_REACHED'
        ? new DomainError('LEDGER_GIFT_LIMIT', error.details)
        : error
    })
    const after = await balanceOf(giver.account, tx.session)
    if (!posted || !after) throw new Error('a gift without an entry')
    return {
      entryId: posted.entry._id,
      points: input.points,
      toName: receiver.name,
      available: spendableOn(after, day),
      leftThisMonth: Math.max(0, most - givenIn(after, month)),
    }
  })
}

type FundMonth = { _id: Month; received: number; used: number; gifts: number }

/** What a fund has received and used, by month; no giver is named. @throws DomainError NOT_FOUND */
export async function showFund({ id }: { id: string }): Promise<OutputOf<typeof gifts.fund>> {
  const fund = await fundById(id)
  const account = fundAccount(id)
  const months = await Entries.aggregate<FundMonth>([
    { $match: { 'effects.account': account } },
    { $unwind: '$postings' },
    { $match: { 'postings.account': account, 'postings.unit': 'points' } },
    {
      $group: {
        _id: { $dateToString: { date: '$at', format: '%Y-%m', timezone: '+08:00' } },
        received: { $sum: { $max: ['$postings.amount', 0] } },
        used: { $sum: { $max: [{ $multiply: ['$postings.amount', -1] }, 0] } },
        gifts: { $sum: { $cond: [{ $eq: ['$kind', 'gift'] }, 1, 0] } },
      },
    },
    { $sort: { _id: -1 } },
  ])
  const sum = (field: 'received' | 'gifts'): number => months.reduce((total, month) => total + month[field], 0)
  return {
    account,
    kind: fund.kind,
    name: fund.name,
    placeName: fund.placeName,
    points: (await balanceOf(account))?.points ?? 0,
    receivedTotal: sum('received'),
    receivedThisMonth: months.find((month) => month._id === monthOf(dayOf(now())))?.received ?? 0,
    gifts: sum('gifts'),
    months: months.slice(0, MONTHS_SHOWN).map(({ _id, ...month }) => ({ month: _id, ...month })),
  }
}

async function fundById(id: string): Promise<Fund> {
  const place = await placeById(id)
  if (place && (place.kind === 'compound' || place.kind === 'village'))
    return { account: fundAccount(id), kind: 'compound', name: `${place.name}公益金`, placeName: place.name }
  const school = await SchoolFunds.findById(id).lean<SchoolFund>()
  if (!school) throw new DomainError('NOT_FOUND')
  return {
    account: fundAccount(id),
    kind: 'school',
    name: `${school.name}公益金`,
    placeName: (await placeById(school.placeId))?.name ?? '',
  }
}

/** Funds of schools in the actor's area. */
export async function listFunds(
  actor: Actor,
  input: ParsedOf<typeof gifts.deskFunds>,
): Promise<OutputOf<typeof gifts.deskFunds>> {
  const filter = { placePath: { $in: scopeOf(actor, ledgerReaders) }, active: { $in: [true, false] } }
  const { rows, ...page } = await readCountedPage(SchoolFunds, { createdAt: -1 }, filter, input)
  const balances = new Map(
    (await Accounts.find({ _id: { $in: rows.map((row) => fundAccount(row._id)) } }).lean<AccountState[]>()).map(
      (fund) => [fund._id, fund.points],
    ),
  )
  const names = await placeNames(rows.map((row) => row.placeId))
  return {
    items: rows.map((row) => ({
      id: row._id,
      account: fundAccount(row._id),
      kind: 'school' as const,
      name: row.name,
      placeId: row.placeId,
      placeName: names.get(row.placeId) ?? '',
      points: balances.get(fundAccount(row._id)) ?? 0,
      active: row.active,
    })),
    ...page,
  }
}

/**
 * Registers a school's fund, renames it, or closes it to gifts. @throws DomainError NOT_FOUND outside the actor's area,
 * or when it stands elsewhere
 */
export async function saveFund(
  actor: Actor,
  { id, placeId, name, active }: ParsedOf<typeof gifts.saveFund>,
): Promise<OutputOf<typeof gifts.saveFund>> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, contestDeciders, place.path)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const known = await tx.on(SchoolFunds).findOne({ _id: id })
    if ((known && known.placeId !== placeId) || (await placeById(id))) throw new DomainError('NOT_FOUND')
    if (known) await tx.on(SchoolFunds).updateOne({ _id: id }, { $set: { name, active } })
    else await tx.on(SchoolFunds).insert({ _id: id, name, placeId, placePath: place.path, active, createdAt: now() })
    await audit(tx, actor, {
      action: 'ledger.saveFund',
      subject: `schoolFunds/${id}`,
      placePath: place.path,
      details: { name, active },
    })
    return { id, account: fundAccount(id), name, active }
  })
}
