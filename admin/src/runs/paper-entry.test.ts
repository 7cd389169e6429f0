// What is written on a run sheet, read: weights and times as people write them, and what is missing said in a sentence.
import { Material } from '@shared/pickups/schemas'
import { clockOf, gramsOf, materials, readEntry, type Entry } from './paper-entry'

test('what can be chosen is what the contract takes', () =>
  expect(materials.map(({ value }) => value).sort()).toEqual([...Material.options].sort()))

test.each([
  ['12.5', 12_500],
  ['0.05', 50],
  ['７', 7_000],
  ['12.', 12_000],
  ['0', null],
  ['', null],
  ['1.234', null],
  ['-3', null],
  ['12公斤', null],
])('%s kilograms', (typed, grams) => expect(gramsOf(typed)).toBe(grams))

test.each([
  ['930', '09:30'],
  ['0930', '09:30'],
  ['9:30', '09:30'],
  ['９：３０', '09:30'],
  ['14点05分', '14:05'],
  ['14点', '14:00'],
  ['2460', null],
  ['24:00', null],
  ['9', null],
  ['', null],
])('%s o’clock', (typed, clock) => expect(clockOf(typed)).toBe(clock))

const given = { day: '2026-11-30', now: new Date('2026-11-30T18:00:00+08:00'), owedFen: 3000 }
const blank: Entry = {
  action: undefined,
  weights: [],
  reason: undefined,
  note: '',
  time: '',
  isPaid: false,
  photoIds: [],
}

test.each<[Partial<Entry>, string]>([
  [{}, '请选结果（按 1 到 5）'],
  [{ action: 'collect' }, '请填时间，例如 9:30'],
  [{ action: 'collect', time: '1830' }, '这个时间还没有到'],
  [{ action: 'collect', time: '930', weights: [{ material: undefined, kilograms: '3' }] }, '请选材料'],
  [
    { action: 'collect', time: '930', weights: [{ material: 'paper', kilograms: '三斤' }] },
    '“三斤”不是重量，请填千克，最多两位小数',
  ],
  [{ action: 'refuse', time: '930' }, '请选原因'],
  [{ action: 'refuse', time: '930', reason: 'unsafe' }, '请附一张照片'],
])('%j is not enough', (entry, sentence) => expect(readEntry({ ...blank, ...entry }, given)).toBe(sentence))

test('a pickup with its weights and money; a failure with its reason and photo and without either', () => {
  const weights: Entry['weights'] = [
    { material: 'paper', kilograms: '12.5' },
    { material: undefined, kilograms: '' },
  ]
  const written = { ...blank, time: '930', weights, isPaid: true, note: ' 门卫代开门 ' }
  const at = '2026-11-30T01:30:00.000Z'
  expect(readEntry({ ...written, action: 'collect' }, given)).toEqual({
    action: 'collect',
    at,
    weights: [{ material: 'paper', grams: 12_500 }],
    note: '门卫代开门',
    paidFen: 3000,
  })
  expect(readEntry({ ...written, action: 'no_access', reason: 'gate_closed', photoIds: ['P1'] }, given)).toEqual({
    action: 'no_access',
    at,
    weights: [],
    reason: 'gate_closed',
    photoIds: ['P1'],
    note: '门卫代开门',
  })
})
