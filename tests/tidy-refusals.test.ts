// What a contract says about a wrong input is read by people: every sentence of it is Chinese. Inputs are drawn from
// the contracts themselves, wrong at any depth; a new route is covered as soon as it stands in the table of features.
import { errors } from '@shared/errors'
import { features } from '@server/features'
import { bentInputs, isChinese } from './support/samples'

test('every refusal is Chinese', () => {
  const texts = Object.values(errors).map(({ text }) => text)
  expect(texts.filter((text) => !isChinese(text))).toEqual([])
})

test('every complaint about an input is Chinese', () => {
  const wrong = new Map<string, string>()
  let said = 0
  for (const { name, route } of features.flatMap(({ routes }) => routes))
    for (const input of bentInputs(route))
      for (const { message, path } of route.input.safeParse(input).error?.issues ?? []) {
        said += 1
        if (!isChinese(message)) wrong.set(message, `${name} ${path.join('.')}`)
      }
  expect([...wrong]).toEqual([])
  expect(said).toBeGreaterThan(10_000)
})
