// A day of scoring on site without signal, on the compiled pages against the real server: every tap survives a kill,
// two forms are open at once, two phones fill in one form; nothing is lost and nothing arrives twice. Only storage,
// network and camera are the test's.
import { defaultForms } from '@shared/inspections/default-forms'
import { instantAt } from '@shared/time'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { Findings, Forms, Visits, type VisitDocument } from '@server/inspections/inspections.model'
import type { Place } from '@server/places/places.model'
import { ancestorOf, aPlace, aStaff, setClock, type Signed } from '../support/app'
import { copyOf, MANY_LIVES_MS, queued } from './crew-phone'
import { aPhoneOf, useFieldPhones, type Act } from './field-phone'
import type { Flash } from './harness'

const { start, life: lifeOf, sendAll } = useFieldPhones()
const DAY = '2026-12-08'
const items = defaultForms.compound.items
const [first] = items as [(typeof items)[number]]
let inspector: Signed
let visits: readonly [string, string]
let formId: string
beforeEach(async () => {
  setClock(instantAt(DAY, '08:00'))
  const compound = await aPlace({ kind: 'compound', households: 400, name: '甲小区' })
  const community = await ancestorOf(compound, 'community')
  const other = await aPlace({ kind: 'compound', parent: community, name: '乙小区', households: 90 })
  const city = await ancestorOf(compound, 'city')
  inspector = await aStaff('inspector', city._id, { name: '丁检查' })
  formId = newId()
  await Forms.create({
    _id: formId,
    kind: 'compound',
    placeId: city._id,
    placePath: city.path,
    validFrom: '2026-01-01',
    content: defaultForms.compound,
    version: 1,
    state: 'published',
    updatedAt: now(),
    updatedBy: 'system:tests',
    writtenBy: ['system:tests'],
  })
  visits = [await aVisit(compound, 1), await aVisit(other, 2)]
  setClock(instantAt(DAY, '09:00'))
})

async function aVisit(target: Place, position: number): Promise<string> {
  const id = newId()
  await Visits.create({
    _id: id,
    kind: 'drawn',
    drawId: newId(),
    position,
    isDouble: false,
    targetKind: 'compound',
    targetId: target._id,
    targetName: target.name,
    placePath: target.path,
    formId,
    planned: 2,
    day: DAY,
    inspectorId: inspector.personId,
    state: 'assigned',
    version: 0,
    parts: [],
    findingIds: [],
    way: 'phone',
    signed: [],
    history: [],
    findings: 0,
  })
  return id
}

const aPhone = (): Promise<Flash> => aPhoneOf(inspector.personId, '丁检查', ['inspector'])

/** In the morning, with a network: the whole day is on the phone. */
async function prepare(flash: Flash): Promise<void> {
  const phone = await start(flash, true)
  const page = await phone.open('/inspections/home')
  await phone.until(() => page.text().includes('任务都在手机里'))
  expect(page.text()).toMatch(/第1站 甲小区[^]*第2站 乙小区/)
  phone.kill()
}

const addressOf = (visitId: string): string => `/inspections/visit?id=${visitId}`
/** One life of a phone; it dies at its end, and is found again where it lay. */
const life = (flash: Flash, url: string, ...acts: readonly Act[]): Promise<string> => lifeOf(flash, url, acts)
const online = (flash: Flash): Promise<void> => sendAll(flash, '/inspections/home')

const visitOf = async (id: string): Promise<VisitDocument> => {
  const found = await Visits.findById(id).lean<VisitDocument>()
  if (!found) throw new Error('no such visit')
  return found
}
const restOk = items.slice(1).map(({ code }) => `ok-${code}`)

test(
  'a day without signal, killed after every tap, two forms open at once: each is on the server once, with its photo',
  async () => {
    const flash = await aPhone()
    await prepare(flash)
    const [one, two] = visits
    // each line is a life of the phone
    expect(await life(flash, addressOf(one), 'bag-correct')).toContain('已看1袋，对 1袋，还差1袋')
    expect(await life(flash, addressOf(two), 'bag-wrong', `ok-${first.code}`)).toContain('已看1袋，对 0袋')
    expect(await life(flash, addressOf(one), 'bag-wrong')).toContain('看够了')
    expect(await life(flash, addressOf(one), `found-${first.code}`)).toContain('扣分要有照片')
    expect(await life(flash, addressOf(one))).toContain('还没选是什么问题')
    const findingUrl = (): string => {
      const stored = JSON.parse(JSON.parse(flash.storage.get(`wufei/inspections/form/${one}`) as string) as string) as {
        lines: Record<string, { findings: { id: string }[] }>
      }
      const id = stored.lines[first.code]?.findings[0]?.id ?? ''
      return `/inspections/finding?visit=${one}&item=${first.code}&id=${id}`
    }
    const url = findingUrl()
    await life(flash, url, (page) => page.tap(first.phrases[0]?.text ?? ''))
    await life(flash, url, (page) => page.input('spot', '3号楼东侧投放点'))
    await life(flash, url, 'shoot')
    // what is missing is said, and nothing is signed
    expect(await life(flash, addressOf(one), 'sign')).toContain(`还有${items.length - 1}处没填`)
    const shown = await life(flash, addressOf(one), ...restOk, 'sign', '签字')
    expect(shown).toContain('已签字，有网络自动送出，照片 1张')
    for (const secret of ['总分', '得分', '满分']) expect(shown).not.toContain(secret)
    expect(queued(flash)).toMatchObject([{ input: { format: 1, visitId: one, seq: 1, signedAs: '丁检查' } }])
    expect((await visitOf(one)).state).toBe('assigned')
    await online(flash)
    expect(await visitOf(one)).toMatchObject({ state: 'finished', signedAs: '丁检查', findings: 1 })
    const [found] = await Findings.find({ visitId: one }).lean()
    expect(found).toMatchObject({ item: first.code, spot: '3号楼东侧投放点', photoIds: [expect.any(String)] })
    // the other form is still open, as it was left
    expect((await visitOf(two)).state).toBe('assigned')
    expect(await life(flash, addressOf(two))).toContain('已看1袋，对 0袋')
    // and what was signed is closed
    expect(await life(flash, addressOf(one))).toContain('已签字，内容不能再改')
  },
  MANY_LIVES_MS,
)

test(
  'killed at every step of signing: the form is handed over once',
  async () => {
    const flash = await aPhone()
    await prepare(flash)
    await life(flash, addressOf(visits[0]), 'bag-correct', 'bag-correct', `ok-${first.code}`, ...restOk)
    for (let step = 1; step <= 3; step += 1) {
      const one = copyOf(flash)
      const phone = await start(one, false)
      const page = await phone.open(addressOf(visits[0]))
      await page.tap('sign')
      phone.phone.killAtStep(step)
      await page.tap('签字')
      phone.kill()
      const isHanded = queued(one).length === 1
      const text = await life(one, addressOf(visits[0]))
      expect([step, text.includes('已签字')]).toEqual([step, isHanded])
      if (!isHanded) await life(one, addressOf(visits[0]), 'sign', '签字')
      expect([step, queued(one).length]).toEqual([step, 1])
    }
  },
  MANY_LIVES_MS,
)

test('two phones on one form: what differs is kept twice, said in words, and left to a person', async () => {
  const flash = await aPhone()
  await prepare(flash)
  const other = copyOf(flash)
  for (const key of [...other.storage.keys()]) if (key.includes('device')) other.storage.delete(key)
  const [one] = visits
  await life(flash, addressOf(one), 'bag-correct', 'bag-wrong', `ok-${first.code}`, ...restOk, 'sign', '签字')
  await life(other, addressOf(one), `ok-${first.code}`, 'bag-correct', 'bag-correct', 'later')
  // the one that is not signed comes first
  await online(other)
  await online(flash)
  const visit = await visitOf(one)
  expect(visit.state).toBe('disputed')
  const contested = visit.parts.filter(({ options }) => options.length > 1)
  expect(contested.map(({ options }) => options.map(({ bags }) => bags?.correct).sort())).toEqual([[1, 2]])
  // nothing of either is lost: every line is there
  expect(visit.parts).toHaveLength(items.length + 1)
  expect(await life(flash, '/inspections/home')).toContain('有1项两部手机填得不一样')
  expect(await life(flash, addressOf(one))).toContain('由负责人选定')
})
