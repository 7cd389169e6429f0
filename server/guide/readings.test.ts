import { readingsOf } from './readings'

test('a reading that is as frequent as another does not depend on the order of the names', () => {
  const names = ['什锦锉', '不知道是什么']
  const [one, other] = [readingsOf(names), readingsOf([...names].reverse())]
  expect(other.lines).toEqual(one.lines)
  const exceptions = names.map(one.exceptionsOf)
  expect(exceptions.filter((text) => text !== '')).toHaveLength(1)
  expect(names.map(other.exceptionsOf)).toEqual(exceptions)
})
