// Carbon factors in force, their public list with every change, and new editions. The starting edition comes from
// carbon-factors.csv beside this file and is loaded where a database has none yet. Figures keep the edition they were
// computed with.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { carbonGramsOf, carbonNote, factorOn, type Carbon, type CarbonFactor } from '@shared/ledger/carbon'
import type { ledger } from '@shared/ledger/contract'
import { materialName, materialNames } from '@shared/ledger/materials'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { Factors, type FactorRow } from './factors.model'

const STARTER_EDITION = '2026-11-draft'

/**
 * Avoided emissions of weighed material on a day.
 * @param grams mass in whole grams  @param day Shanghai calendar day of the weigh-in
 * @returns grams of CO₂e rounded down, the edition used, and the line "估算 · 方法 · 基准 · 不确定度"
 * @throws DomainError INPUT_INVALID for a material that no edition names
 */
export async function carbonOf(material: string, grams: number, day: Day): Promise<Carbon> {
  const factor = factorOn(await factorsOf(material), material, day)
  if (!factor) throw invalid('material', `没有「${materialName(material)}」的减碳系数`)
  return { carbonGrams: carbonGramsOf(factor, grams), factorVersion: factor.edition, note: carbonNote(factor) }
}

async function factorsOf(material: string): Promise<CarbonFactor[]> {
  const found = await Factors.find({ material }).lean<FactorRow[]>()
  if (found.length > 0 || !(material in materialNames)) return found.map(plain)
  await loadStarterFactors()
  return (await Factors.find({ material }).lean<FactorRow[]>()).map(plain)
}

const plain = ({ _id, publishedAt: _at, publishedBy: _by, ...factor }: FactorRow): CarbonFactor => ({
  ...factor,
  low: factor.low ?? null,
  high: factor.high ?? null,
  validTo: factor.validTo ?? null,
})

/**
 * Loads the starting edition unless it is there; any number of instances may do so at once. Returns how many rows it
 * has.
 */
export async function loadStarterFactors(): Promise<number> {
  const rows = readStarterFactors()
  const operations = rows.map((row) => ({
    updateOne: { filter: { _id: row._id }, update: { $setOnInsert: row }, upsert: true },
  }))
  await Factors.collection.bulkWrite(operations as never, { ordered: false })
  return rows.length
}

function readStarterFactors(): FactorRow[] {
  const file = [path.join(__dirname, 'carbon-factors.csv'), path.join(__dirname, '../ledger/carbon-factors.csv')].find(
    (each) => existsSync(each),
  )
  if (!file) throw new Error('carbon-factors.csv is missing beside the ledger')
  const optional = (value: string | undefined): number | null =>
    value === undefined || value === '' || value === '-' ? null : Number(value)
  const rows = parse<Record<string, string>>(readFileSync(file), { columns: true, comment: '#', trim: true })
  return rows.map((row) => ({
    _id: `${STARTER_EDITION}:${row.material}`,
    edition: STARTER_EDITION,
    material: row.material ?? '',
    gramsPerKg: Number(row.grams_per_kg),
    low: optional(row.low),
    high: optional(row.high),
    baseline: row.baseline ?? '',
    source: row.source ?? '',
    sourceEdition: row.source_edition ?? '',
    sourcePlace: row.source_place ?? '',
    note: row.note ?? '',
    validFrom: row.valid_from ?? '',
    validTo: null,
    publishedAt: new Date('2026-11-01T00:00:00Z'),
    publishedBy: 'system:start',
  }))
}

/** The public list: factors in force on a day, and every change of every material, the newest first. */
export async function listFactors(input: ParsedOf<typeof ledger.factors>): Promise<OutputOf<typeof ledger.factors>> {
  if (!(await Factors.exists({}))) await loadStarterFactors()
  const all = (await Factors.find({}).sort({ material: 1, validFrom: 1 }).limit(5_000).lean<FactorRow[]>()).map(plain)
  const day = input.day ?? dayOf(now())
  const items = Object.keys(materialNames).flatMap((material) => factorOn(all, material, day) ?? [])
  return {
    day,
    roundingNote: '每次称重按「克 × 每千克系数 ÷ 1000」计算，向下取整到1克，不多算。系数改变不影响以前的数字。',
    items: items.map((factor) => ({ ...factor, materialName: materialName(factor.material) })),
    changes: changesOf(all),
  }
}

/** @param all sorted by material and day of validity */
function changesOf(all: readonly CarbonFactor[]): OutputOf<typeof ledger.factors>['changes'] {
  const changes = all.map((factor, index) => {
    const previous = all[index - 1]
    const from = previous?.material === factor.material ? previous.gramsPerKg : null
    const name = materialName(factor.material)
    const text =
      from === null
        ? `${name}：首次公布，每千克${factor.gramsPerKg}克`
        : from === factor.gramsPerKg
          ? `${name}：数值不变，依据更新`
          : `${name}：每千克${from}克改为${factor.gramsPerKg}克`
    return {
      edition: factor.edition,
      on: factor.validFrom,
      material: factor.material,
      materialName: name,
      from,
      to: factor.gramsPerKg,
      text,
    }
  })
  return changes.sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? 1 : -1))
}

type SentFactor = ParsedOf<typeof ledger.publishFactors>['factors'][number]
const saysTheSame = (sent: SentFactor, held: CarbonFactor | null): boolean =>
  held !== null && (Object.keys(sent) as (keyof SentFactor)[]).every((key) => sent[key] === held[key])

/**
 * Publishes an edition; materials that it leaves out, or repeats as they will stand on that day, keep their factor.
 * @throws DomainError LEDGER_FACTOR_PAST unless it begins tomorrow or later, LEDGER_EDITION_EXISTS, INPUT_INVALID
 */
export async function publishFactors(
  actor: Actor,
  input: ParsedOf<typeof ledger.publishFactors>,
): Promise<OutputOf<typeof ledger.publishFactors>> {
  if (input.validFrom <= dayOf(now())) throw new DomainError('LEDGER_FACTOR_PAST')
  const far = tooFarAhead(input.validFrom, dayOf(now()))
  if (far) throw invalid('validFrom', far)
  const wrong = input.factors.findIndex(
    ({ material, low, high, gramsPerKg }) =>
      !(material in materialNames) || (low !== null && low > gramsPerKg) || (high !== null && high < gramsPerKg),
  )
  if (wrong >= 0) throw invalid(`factors.${wrong}`, '没有这种材料，或数值不在最低和最高之间')
  if (new Set(input.factors.map((each) => each.material)).size < input.factors.length)
    throw invalid('factors', '同一种材料写了两次')
  await loadStarterFactors()
  return transaction(async (tx) => {
    if (await tx.on(Factors).findOne({ edition: input.edition })) throw new DomainError('LEDGER_EDITION_EXISTS')
    const all = (await tx.on(Factors).find({})).map(plain)
    const changed = input.factors.filter(
      (factor) => !saysTheSame(factor, factorOn(all, factor.material, input.validFrom)),
    )
    if (changed.length === 0) throw invalid('factors', '和现行的完全一样，没有要发布的改动')
    const rows = changed.map((factor): FactorRow => ({
      _id: `${input.edition}:${factor.material}`,
      edition: input.edition,
      ...factor,
      validFrom: input.validFrom,
      validTo: null,
      publishedAt: now(),
      publishedBy: actorId(actor),
    }))
    await tx.on(Factors).insert(...rows)
    await audit(tx, actor, {
      action: 'ledger.publishFactors',
      subject: `carbonFactors/${input.edition}`,
      details: { validFrom: input.validFrom, count: rows.length },
    })
    return { edition: input.edition, count: rows.length }
  })
}
