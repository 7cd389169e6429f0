// Two people at one record: what nobody typed here follows, what both changed is asked about, the rest stays.
import { mergeFields } from './three-way'

const before = { name: '荷塘里', households: 120, phone: null, kinds: ['shop'], note: undefined }

test.each<[string, object, object, object, string[]]>([
  ['nothing changed there', { households: 130 }, {}, {}, []],
  [
    'changed there alone',
    {},
    { households: 150, phone: '0374-5550001' },
    { households: 150, phone: '0374-5550001' },
    [],
  ],
  ['changed here alone', { name: '荷塘里北院' }, {}, {}, []],
  ['one here, another there', { name: '荷塘里北院' }, { households: 150 }, { households: 150 }, []],
  ['both, to the same', { households: 150 }, { households: 150 }, {}, []],
  ['both, to the same in another spelling', { phone: ' 0374-5550001' }, { phone: '０３７４-5550001' }, {}, []],
  [
    'both, differently',
    { households: 130, kinds: ['shop', 'mall'] },
    { households: 150, kinds: [] },
    {},
    ['households', 'kinds'],
  ],
  ['emptied there, typed here', { phone: '0374-5550009' }, { phone: '' }, {}, []],
  ['emptied here, changed there', { name: '' }, { name: '荷塘里南院' }, {}, ['name']],
  ['nothing is nothing', { note: '' }, { note: null }, {}, []],
])('%s', (_what, mine, theirs, take, clashes) => {
  const merged = mergeFields(before, { ...before, ...mine }, { ...before, ...theirs })
  expect(merged.take).toEqual(take)
  expect(merged.clashes.map(({ name }) => name)).toEqual(clashes)
})
