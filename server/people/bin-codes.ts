// What the log at the bins needs of households: which codes lead to which, and which households go on under an id. No
// name and no address leaves here.
import { readCode, readLabel } from '@shared/people/rules'
import { blindIndex } from '../field-cipher'
import { readableCode } from './household-records'
import { BagLabels, HouseholdCodes, Households, type Household, type HouseholdCode } from './households.model'

export type BinHousehold = Pick<Household, '_id' | 'placeId' | 'placePath' | 'partition' | 'memberCount'>

/** The codes in force of the households at or below a place: card and bag label, as scanned and as typed. */
export async function codesBelow(placeId: string): Promise<{ householdId: string; codes: string[] }[]> {
  const found = await Households.find({ placePath: placeId, status: 'active' }, { _id: 1 }).lean<{ _id: string }[]>()
  const householdId = { $in: found.map(({ _id }) => _id) }
  const codes = new Map<string, string[]>(found.map(({ _id }) => [_id, []]))
  for (const model of [HouseholdCodes, BagLabels])
    for (const code of await model.find({ householdId, active: true }).lean<HouseholdCode[]>()) {
      const { token, typed } = readableCode(code)
      codes.get(code.householdId)?.push(token, typed)
    }
  return [...codes].map(([id, its]) => ({ householdId: id, codes: its }))
}

/** The household of a card's or bag label's code; `isInUse` false for one that was replaced. Null: not one of ours. */
export async function householdOfBinCode(input: string): Promise<{ householdId: string; isInUse: boolean } | null> {
  const label = readLabel(input)
  const read = label ?? readCode(input)
  if (!read) return null
  const index = blindIndex(`${label ? 'label' : 'code'}|${read.code}`)
  const filter = read.kind === 'token' ? { tokenIndex: index } : { typedIndex: index }
  const found = await (label ? BagLabels : HouseholdCodes).findOne(filter).lean<HouseholdCode>()
  return found && { householdId: found.householdId, isInUse: found.active }
}

const MERGES = 5
const needed = { placeId: 1, placePath: 1, partition: 1, memberCount: 1, status: 1, mergedInto: 1 } as const

/** The households that go on under these ids: themselves, or those they were merged into; unknown ids are left out. */
export async function currentHouseholds(ids: readonly string[]): Promise<Map<string, BinHousehold>> {
  const current = new Map<string, BinHousehold>()
  let asked = new Map([...new Set(ids)].map((id) => [id, id]))
  for (let round = 0; round <= MERGES && asked.size > 0; round += 1) {
    const found = await Households.find({ _id: { $in: [...new Set(asked.values())] } }, needed).lean<
      (BinHousehold & Pick<Household, 'status' | 'mergedInto'>)[]
    >()
    const byId = new Map(found.map((household) => [household._id, household]))
    const next = new Map<string, string>()
    for (const [id, at] of asked) {
      const household = byId.get(at)
      if (household?.status === 'active') current.set(id, household)
      else if (household?.mergedInto) next.set(id, household.mergedInto)
    }
    asked = next
  }
  return current
}

/** A household's id with those of the duplicates that became part of it. */
export async function idsOfHousehold(householdId: string): Promise<string[]> {
  const ids = [householdId]
  for (let from = 0; from < ids.length && ids.length < 50;) {
    const found = await Households.find({ mergedInto: { $in: ids.slice(from) } }, { _id: 1 }).lean<{ _id: string }[]>()
    from = ids.length
    ids.push(...found.map(({ _id }) => _id).filter((id) => !ids.includes(id)))
  }
  return ids
}
