// Household cards and labels for bags as a paper to cut out: 18 on a page, sorted by staircase, a new page for each, so
// that who hands them out walks a house once. Invariants: codes leave here only for who keeps the cards, audited; a
// label names neither building nor room on the part that goes to the bin.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { cardKeepers, type households } from '@shared/people/household-contract'
import { normaliseAddress, showAddress, type AddressParts } from '@shared/people/addresses'
import { dayOf, showInstant } from '@shared/time'
import { auditRead, actorId } from '../audit'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import type { FileAnswer } from '../http/implement'
import { makePaper, type Pen } from '../papers/papers'
import { placesByIds, requirePlace } from '../places/places'
import { byDoor } from './door-order'
import { buildingIndexOf, newBagLabel, readableCode, unsealAddress } from './household-records'
import type { Household } from './households'
import { BagLabels, HouseholdCodes, Households, type BagLabel, type HouseholdCode } from './households.model'
import { fullNames } from './people'

/** 40 pages. More is printed building by building. */
const MOST = 720

type Card = { householdId: string; placeName: string; parts: AddressParts; token: string; typed: string }
type Which = 'card' | 'bag'

/** @throws DomainError NOT_FOUND, PAPER_TOO_LONG, INPUT_INVALID where there is none */
export async function printCards(
  actor: Actor,
  { placeId, building, which }: ParsedOf<typeof households.cards>,
): Promise<FileAnswer> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, cardKeepers, place.path)) throw new DomainError('NOT_FOUND')
  const parts = building ? normaliseAddress({ building, unit: '', room: '1' }) : null
  const found = await Households.find({
    placePath: place._id,
    status: 'active',
    ...(parts ? { buildingIndex: buildingIndexOf(place._id, parts.building) } : {}),
  })
    .limit(MOST + 1)
    .lean<Household[]>()
  if (found.length > MOST) throw new DomainError('PAPER_TOO_LONG')
  if (found.length === 0)
    throw invalid('building', building ? '这一栋还没有户卡，请核对楼栋的写法，例如“3栋”' : '这里还没有户卡')
  const cards = byDoor(
    await cardsOf(actor, found, which),
    (card) => card.parts,
    (card) => card.placeName,
  )
  await auditRead(actor, {
    action: 'people.printSheet',
    subject: `places/${place._id}`,
    placePath: place.path,
    details: { count: cards.length, which, ...(building ? { building } : {}) },
  })
  const by = (await fullNames([actorId(actor)])).get(actorId(actor)) ?? ''
  const title = which === 'bag' ? '投放袋标签' : '户卡'
  const name = `${title}-${place.name}${building ? `-${building}` : ''}-${dayOf(now())}`
  const foot = `${title}，沿虚线剪开。${by} ${showInstant(now())}打印，用后请妥善保管，不要外传。`
  return makePaper({ title, name, foot, bare: true }, (sheet) =>
    sheet.cards(cards, {
      grid: { across: 3, down: 6 },
      draw: which === 'bag' ? drawLabel : drawCard,
      headingOf: staircaseOf,
    }),
  )
}

async function cardsOf(actor: Actor, found: readonly Household[], which: Which): Promise<Card[]> {
  const ids = found.map((household) => household._id)
  const codes = which === 'bag' ? await labelsOf(actor, ids) : await codesOf(ids)
  const places = new Map((await placesByIds(found.map(({ placeId }) => placeId))).map((each) => [each._id, each.name]))
  return found.flatMap((household) => {
    const code = codes.get(household._id)
    const card = { householdId: household._id, placeName: places.get(household.placeId) ?? '' }
    return code ? [{ ...card, parts: unsealAddress(household), ...readableCode(code) }] : []
  })
}

async function codesOf(ids: string[]): Promise<Map<string, HouseholdCode>> {
  const found = await HouseholdCodes.find({ householdId: { $in: ids }, active: true }).lean<HouseholdCode[]>()
  return new Map(found.map((code) => [code.householdId, code]))
}

/** The labels in force of some households; made for those that have none yet. */
async function labelsOf(actor: Actor, householdIds: string[]): Promise<Map<string, BagLabel>> {
  const read = async () => {
    const found = await BagLabels.find({ householdId: { $in: householdIds }, active: true }).lean<BagLabel[]>()
    return new Map(found.map((label) => [label.householdId, label]))
  }
  const known = await read()
  const fresh = householdIds.filter((id) => !known.has(id)).map((id) => newBagLabel(id, actorId(actor), now()))
  if (fresh.length === 0) return known
  // two papers at once: whoever comes second meets the unique index and reads what the first has made
  await BagLabels.insertMany(fresh, { ordered: false }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
  return read()
}

const staircaseOf = ({ placeName, parts }: Card): string =>
  `${placeName} ${showAddress({ ...parts, room: '', sub: '' })}`.trim()

function drawCard({ placeName, parts, token, typed }: Card, pen: Pen): void {
  pen.qr(token, { left: 3, top: 6 }, 25)
  const left = 31
  const below = pen.text(
    `${placeName}\n${showAddress(parts)}`,
    { left, top: 6, width: pen.width - left - 2 },
    {
      size: 10,
      weight: 'bold',
    },
  )
  pen.text(
    `${typed.slice(0, 4)} ${typed.slice(4)}`,
    { left, top: Math.max(below + 1.5, 20) },
    {
      size: 12,
      weight: 'bold',
    },
  )
  pen.text('收运、兑换时出示', { left, top: 33 }, { size: 8, faint: true })
}

/** The strip at the foot says whose it is, and is cut off before the label goes on the bag. */
function drawLabel({ parts, token, typed }: Card, pen: Pen): void {
  pen.qr(token, { left: 3, top: 4 }, 25)
  const left = 31
  pen.text('投放袋标签', { left, top: 5 }, { size: 10, weight: 'bold' })
  pen.text(`${typed.slice(0, 5)} ${typed.slice(5)}`, { left, top: 13 }, { size: 12, weight: 'bold' })
  pen.text('只能登记投放', { left, top: 23 }, { size: 8, faint: true })
  pen.cut(32)
  pen.text(`✂ 剪去这一条：${showAddress(parts)}`, { left: 3, top: 33.5 }, { size: 7, faint: true })
}
