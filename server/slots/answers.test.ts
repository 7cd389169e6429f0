// Shared answers: who shares, how long, and after what nobody does.
import { setClock } from '../clock'
import { forgetAfter, forgetAnswers, sharedAnswer } from './answers'

const at = (seconds: number) => setClock(new Date(Date.UTC(2026, 10, 22, 2, 0, seconds)))
let key: string
let computed: number
let tests = 0
beforeEach(() => {
  tests += 1
  key = `question ${tests}`
  computed = 0
  at(0)
})
afterAll(() => setClock())

/** Answers with how often it was asked to compute, once it is told to go on. */
function aQuestion() {
  let goOn: () => void = () => undefined
  const wait = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const compute = async (): Promise<number> => {
    const mine = (computed += 1)
    await wait
    return mine
  }
  return {
    goOn,
    ask: (isTrue?: (value: number) => boolean, poolIds: string[] = ['east']) =>
      sharedAnswer(key, poolIds, compute, isTrue),
  }
}

test('many at once share one, and for a second whoever comes after', async () => {
  const { ask, goOn } = aQuestion()
  const all = Array.from({ length: 50 }, () => ask())
  goOn()
  expect(new Set(await Promise.all(all))).toEqual(new Set([1]))
  expect(await ask()).toBe(1)
  at(2)
  expect(await ask()).toBe(2)
  at(-2)
  expect(await ask()).toBe(3)
})

test('what was begun before a change is not given to those who ask after it, and not kept', async () => {
  const { ask, goOn } = aQuestion()
  const before = ask()
  forgetAnswers('west')
  expect(computed).toBe(1)
  forgetAnswers('east')
  const after = ask()
  goOn()
  expect([await before, await after]).toEqual([1, 2])
  expect(await ask()).toBe(2)
})

test('an answer of no district goes with any change', async () => {
  const { ask, goOn } = aQuestion()
  goOn()
  expect(await ask(undefined, [])).toBe(1)
  forgetAnswers('west')
  expect(await ask(undefined, [])).toBe(2)
})

test('what a transaction changes is forgotten when it is over, once, however often it ran', async () => {
  const ended: (() => void)[] = []
  const session = { once: (_event: string, listener: () => void) => ended.push(listener) }
  const tx = { session } as unknown as Parameters<typeof forgetAfter>[0]
  const { ask, goOn } = aQuestion()
  goOn()
  for (const district of ['west', 'east', 'east']) forgetAfter(tx, district)
  expect(ended).toHaveLength(1)
  expect([await ask(), await ask()]).toEqual([1, 1])
  ended[0]?.()
  expect(await ask()).toBe(2)
})

test('50 who know better than what is remembered have it worked out once more', async () => {
  const { ask, goOn } = aQuestion()
  goOn()
  expect(await ask()).toBe(1)
  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => ask((value) => value > 1))))).toEqual(new Set([2]))
})

test('where it never fits each works it out anew rather than going without an answer', async () => {
  const { ask, goOn } = aQuestion()
  goOn()
  expect(await ask(() => false)).toBe(1)
  expect(await ask(() => false)).toBe(2)
})

test('a failure is everybody’s who shared it, and is not remembered', async () => {
  const fail = () => Promise.reject<number>(new Error('database gone'))
  const outcomes = await Promise.allSettled([sharedAnswer(key, [], fail), sharedAnswer(key, [], fail)])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
  expect(await sharedAnswer(key, [], () => Promise.resolve(7))).toBe(7)
})
