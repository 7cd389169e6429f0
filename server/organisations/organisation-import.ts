// A table of organisations. Natural key: the credit code where there is one, else the name. An empty cell leaves what
// is there; kinds are added and never taken away, since something may rely on one. One that has ended comes back by
// hand only.
import type { Actor } from '@shared/actors'
import { isCreditCode, mayWithOrganisation, organisationKeepers } from '@shared/organisations/rules'
import { BusinessPhone } from '@shared/organisations/contract'
import { organisationKindNames } from '@shared/organisations/vocabulary'
import { DomainError } from '@shared/errors'
import { placeKinds } from '@shared/places/vocabulary'
import { audit } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { defineImport, type Effect, type ImportFile } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
import { placeFinder, type PlaceFinder } from '../places/place-names'
import { namedBy, nameKeyOf } from '../places/search-keys'
import { relyOnAt } from '../places/tree'
import type { Place } from '../places/places'
import { Organisations, type Organisation } from './organisations.model'

const MOST_KINDS = 6
type Known = Pick<
  Organisation,
  '_id' | 'name' | 'nameKey' | 'kinds' | 'creditCode' | 'phone' | 'placeId' | 'placePath' | 'standing' | 'revision'
>
type Context = {
  actor: Actor
  filename: string
  places: PlaceFinder
  byCode: Map<string, Known>
  byName: Map<string, Known>
  seen: Map<string, number>
}
type Facts = Pick<Known, 'name' | 'kinds' | 'creditCode' | 'phone'>
type Write = { facts: Facts; place: Place | undefined; known: Known | undefined }

async function begin(actor: Actor, { filename, valuesOf }: ImportFile): Promise<Context> {
  const names = valuesOf('名称').map(nameKeyOf)
  const codes = valuesOf('信用代码').map(plainCode)
  const found = await Organisations.find({
    $or: [{ nameKey: { $in: names } }, { creditCode: { $in: codes.filter((code) => code !== '') } }],
  }).lean<Organisation[]>()
  const context: Context = {
    actor,
    filename,
    places: await placeFinder(actor, organisationKeepers, placeKinds),
    byCode: new Map(),
    byName: new Map(),
    seen: new Map(),
  }
  // an active one hides one of the same name that has ended
  for (const standing of ['ended', 'active'])
    for (const each of found.filter((one) => one.standing === standing)) {
      if (each.creditCode) context.byCode.set(each.creditCode, each)
      context.byName.set(each.nameKey, each)
    }
  return context
}

const plainCode = (typed: string): string => typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()

function readRow(context: Context, reader: RowReader): { effect: Effect; write?: Write } {
  const name = reader.required('名称', 40)
  if (name !== '' && [...name].length < 2) reader.problem('名称', '至少2个字')
  const creditCode = plainCode(reader.text('信用代码', 40))
  if (creditCode !== '' && !isCreditCode(creditCode))
    reader.problem('信用代码', '统一社会信用代码不对，请核对 18位和最后一位校验码')
  const kinds = reader.choices('类型', organisationKindNames)
  const phone = readPhone(reader)
  const place = reader.raw('所在地') === '' ? undefined : context.places.find(reader, '所在地')
  const known = findKnown(context, reader, name, creditCode)
  if (!known && kinds === undefined && reader.raw('类型') === '') reader.problem('类型', '新的单位必须填写')
  if (!known && reader.raw('所在地') === '') reader.problem('所在地', '新的单位必须填写')
  refuseTwice(context, reader, [name && `name ${nameKeyOf(name)}`, creditCode && `code ${creditCode}`])
  if (reader.problems.length > 0) return { effect: 'same' }
  const facts: Facts = {
    name: known && nameKeyOf(known.name) === nameKeyOf(name) ? known.name : name,
    kinds: [...new Set([...(known?.kinds ?? []), ...(kinds ?? [])])],
    ...(creditCode || known?.creditCode ? { creditCode: creditCode || (known?.creditCode ?? '') } : {}),
    ...(phone || known?.phone ? { phone: phone || (known?.phone ?? '') } : {}),
  }
  if (facts.kinds.length > MOST_KINDS) reader.problem('类型', `最多${MOST_KINDS}种`)
  if (reader.problems.length > 0 || (known && isSame(known, facts, place))) return { effect: 'same' }
  return { effect: known ? 'change' : 'create', write: { facts, place, known } }
}

function readPhone(reader: RowReader): string {
  const typed = reader.text('电话', 40)
  if (typed === '') return ''
  const read = BusinessPhone.safeParse(typed)
  if (read.success) return read.data
  reader.problem('电话', '电话只能有数字和横线')
  return ''
}

/** The organisation that a row is about; what speaks against writing it is told. */
function findKnown(context: Context, reader: RowReader, name: string, creditCode: string): Known | undefined {
  const [byCode, byName] = [context.byCode.get(creditCode), context.byName.get(nameKeyOf(name))]
  if (byCode && byName && byCode._id !== byName._id && byName.standing === 'active')
    reader.problem('信用代码', `这个代码属于“${byCode.name}”，名称却是另一家单位的`)
  if (!byCode && byName?.creditCode && creditCode !== '')
    reader.problem('信用代码', `同名单位登记的代码是 ${byName.creditCode}，请核对`)
  const known = byCode ?? byName
  if (!known) return undefined
  if (!mayWithOrganisation(context.actor, 'keep', known.placePath))
    reader.problem('名称', '已由别的片区登记，您不能修改')
  else if (known.standing === 'ended') reader.problem('名称', '这家单位已停用；要恢复请在“单位”里操作')
  return known
}

/** One row may name an organisation by its code, the next by its name. */
function refuseTwice({ seen }: Context, reader: RowReader, keys: readonly string[]): void {
  const given = keys.filter((key) => key !== '')
  const before = given.map((key) => seen.get(key)).find((row) => row !== undefined)
  if (before !== undefined) reader.problem('名称', `和第${before}行重复`)
  else given.forEach((key) => seen.set(key, reader.row))
}

const isSame = (known: Known, facts: Facts, place: Place | undefined): boolean =>
  known.name === facts.name &&
  known.creditCode === facts.creditCode &&
  known.phone === facts.phone &&
  known.kinds.length === facts.kinds.length &&
  (place === undefined || place._id === known.placeId)

async function applyRows(tx: Tx, actor: Actor, { filename }: Context, writes: readonly Write[]): Promise<void> {
  const places = writes.flatMap(({ place }) => place ?? [])
  for (const place of new Map(places.map((each) => [each._id, each])).values()) await relyOnAt(tx, place)
  for (const { facts, place, known } of writes) {
    const set = {
      ...facts,
      ...namedBy(facts.name, facts.creditCode),
      ...(place ? { placeId: place._id, placePath: place.path } : {}),
    }
    const id = known?._id ?? newId()
    if (known) await change(tx, known, set)
    else if (place)
      await tx.on(Organisations).insert({
        ...set,
        placeId: place._id,
        placePath: place.path,
        _id: id,
        standing: 'active',
        revision: 0,
        createdAt: now(),
      })
    await audit(tx, actor, {
      action: known ? 'organisations.update' : 'organisations.create',
      subject: `organisations/${id}`,
      placePath: place?.path ?? known?.placePath ?? [],
      reason: `导入 ${filename}`,
      details: { ...facts, ...(place ? { placeId: place._id } : {}) },
    })
  }
}

async function change(tx: Tx, { _id, revision }: Known, set: Partial<Organisation>): Promise<void> {
  const { matched } = await tx
    .on(Organisations)
    .updateOne({ _id, revision, standing: 'active' }, { $set: set, $inc: { revision: 1 } })
  if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
}

export const organisationImport = defineImport<Write, Context>({
  name: 'organisations',
  title: '单位',
  may: organisationKeepers,
  columns: [
    { name: '名称', required: true, width: 36 },
    { name: '类型', required: true, width: 24 },
    { name: '信用代码', width: 24 },
    { name: '电话', width: 18 },
    { name: '所在地', required: true, width: 44 },
  ],
  example: ['示例物业服务有限公司', organisationKindNames.propertyCompany, '', '03745550000', '清川市/东湖区/柳湾街道'],
  begin,
  readRow,
  applyRows,
})
