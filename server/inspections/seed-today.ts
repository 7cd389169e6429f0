// What is going on in the inspections of the demo city just now: a complaint to be looked into and a re-inspection
// for the inspector whose phone is shown, a form that two phones filled in differently, one that came on paper, a
// patrol of the 路长. All but the paper and the two phones through the operations.
import type { LineAnswer } from '@shared/inspections/contract'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { addDays, addMinutes, instantAt, type Day } from '@shared/time'
import { uploadFile } from '../files/files'
import { drawnPhoto } from '../files/seed-photo'
import { transaction } from '../db'
import { seedId } from '../ids'
import { seedActor, seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { takeRows } from './filling'
import { Findings, Visits, type FindingDocument, type FormDocument } from './inspections.model'
import { startPatrol } from './phone'
import { attachPhotos, insertFindings, linesOf, partsFrom, signedOf, PHOTO_PURPOSE } from './signing'
import { startVisit } from './visits'

type Forms = ReadonlyMap<TargetKind, FormDocument>
const OWN = 'field-13-jiang'
const SHOWN_PHOTOS = 6

export async function seedToday(today: Day, forms: Forms): Promise<void> {
  const form = forms.get('compound')
  if (!form) throw new Error('no form for compounds')
  await seedOwnToday(today)
  await seedTwoPhones(today, form)
  await seedPaper(today, form)
  await startPatrol(seedActor('field-17-lu'), {
    id: seedId('inspection:patrol'),
    targetKind: 'street',
    targetId: seedPlace('road/1').id,
  })
  await seedPhotos()
}

/** 姜巡 looks into a complaint, and looks again at what was reported mended. */
async function seedOwnToday(today: Day): Promise<void> {
  const lead = seedActor('city-1-xu')
  const inspectorId = seedPersonId(OWN)
  await startVisit(lead, {
    id: seedId('inspection:complaint'),
    kind: 'complaint',
    targetKind: 'compound',
    targetId: seedPlace('zhonglou/1/2').id,
    inspectorId,
    day: today,
    reason: '居民来电：傍晚投放点桶外堆放，请现场核查。',
    findingIds: [],
  })
  const again = await Findings.find({ targetKind: 'compound', state: 'fixed', placePath: seedPlace('liuwan').id })
    .sort({ foundAt: -1, _id: -1 })
    .limit(20)
    .lean<FindingDocument[]>()
  const [first] = again
  if (!first) return
  await startVisit(lead, {
    id: seedId('inspection:again'),
    kind: 'reinspection',
    targetKind: 'compound',
    targetId: first.targetId,
    inspectorId,
    day: today,
    reason: '社区报告已整改，请现场复查。',
    findingIds: again.filter(({ targetId }) => targetId === first.targetId).map(({ _id }) => _id),
  })
}

const plain = (form: FormDocument): LineAnswer[] =>
  form.content.items.map(({ code }) => ({ code, answer: 'ok', findings: [] }))

/** Yesterday one line was filled in on two phones, each without a network. */
async function seedTwoPhones(today: Day, form: FormDocument): Promise<void> {
  const [id, actor] = [seedId('inspection:two-phones'), seedActor('inspect-6-shen')]
  await Visits.insertMany([aVisit(id, 'liuwan/2/1', addDays(today, -1), form, actor.personId)])
  const at = instantAt(addDays(today, -1), '10:20')
  const send = (device: string, seq: number, lines: LineAnswer[], signedAs: string | null) =>
    takeRows(actor, {
      rows: [
        {
          format: 1,
          id: seedId(`inspection:row:${device}:${seq}`),
          visitId: id,
          device: seedId(`inspection:device:${device}`),
          seq,
          base: 0,
          at: at.toISOString(),
          offsetMs: 0,
          beganAt: addMinutes(at, -40).toISOString(),
          lines,
          bags: { looked: form.content.bags, correct: form.content.bags - 6 },
          signedAs,
        },
      ],
    })
  await send('one', 1, plain(form), null)
  const [first] = form.content.items
  const note = '西门少一个桶，当天补上'
  await send('two', 1, first ? [{ code: first.code, answer: 'ok', note, findings: [] }] : [], '沈一鸣')
}

function aVisit(id: string, label: string, day: Day, form: FormDocument, inspectorId: string) {
  const place = seedPlace(label)
  return {
    _id: id,
    kind: 'complaint' as const,
    isDouble: false,
    targetKind: 'compound' as const,
    targetId: place.id,
    targetName: place.name,
    placePath: place.path,
    formId: form._id,
    planned: form.content.bags,
    day,
    inspectorId,
    state: 'assigned' as const,
    version: 0,
    parts: [],
    findingIds: [],
    reason: '住户反映投放点脏乱，现场核查。',
    way: 'phone' as const,
    signed: [],
    history: [],
    findings: 0,
  }
}

/** A sheet of paper of four days ago that was entered the day after. */
async function seedPaper(today: Day, form: FormDocument): Promise<void> {
  const [id, actor] = [seedId('inspection:paper'), seedActor('inspect-7-yao')]
  const finishedAt = instantAt(addDays(today, -4), '15:10')
  const base = aVisit(id, 'zhonglou/2/1', addDays(today, -4), form, actor.personId)
  const bags = { looked: form.content.bags, correct: form.content.bags - 9 }
  const parts = partsFrom(plain(form), bags, { by: actor.personId, at: finishedAt, version: 1 })
  const at = instantAt(addDays(today, -3), '09:30')
  const scan = await aPhoto(actor, id, '纸质检查表')
  await Visits.insertMany([
    {
      ...base,
      state: 'finished',
      way: 'paper',
      parts,
      beganAt: finishedAt,
      finishedAt,
      receivedAt: at,
      signedAs: '姚红梅',
      enteredBy: seedPersonId('city-1-xu'),
      scanIds: [scan],
      signed: [signedOf(form.content, parts, { by: seedPersonId('city-1-xu'), at })],
      history: [{ at, by: seedPersonId('city-1-xu'), what: '纸质补录', reason: '手机没电，现场用纸质表' }],
      version: 1,
    },
  ])
  await transaction(async (tx) => {
    const visit = await tx.on(Visits).findOne({ _id: id })
    if (visit) await insertFindings(tx, visit, form, linesOf(parts))
    await attachPhotos(tx, { _id: id }, [actor.personId], [scan])
  })
}

async function aPhoto(actor: ReturnType<typeof seedActor>, label: string, words: string): Promise<string> {
  const id = seedId(`inspection:photo:${label}`)
  await uploadFile(actor, { id, purpose: PHOTO_PURPOSE }, { bytes: await drawnPhoto(words), filename: 'photo.jpg' })
  return id
}

/** The newest findings have a photo, as every one has in a city. */
async function seedPhotos(): Promise<void> {
  const newest = await Findings.find({ state: { $in: ['open', 'fixed'] } })
    .sort({ foundAt: -1, _id: -1 })
    .limit(SHOWN_PHOTOS)
    .lean<FindingDocument[]>()
  await Promise.all(newest.map(giveSeedPhoto))
}

export async function giveSeedPhoto({ _id, visitId, spot }: FindingDocument): Promise<void> {
  const actor = seedActor('inspect-6-shen')
  const photo = await aPhoto(actor, _id, `示意图：${spot}`)
  await transaction((tx) => attachPhotos(tx, { _id: visitId }, [actor.personId], [photo]))
  await Findings.updateOne({ _id }, { $set: { photoIds: [photo] } })
}
