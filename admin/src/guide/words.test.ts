// What a reviewer reads of a change: every field that differs, in words, and none that does not.
import type { Term } from '@shared/guide/contract'
import { wordingChanges } from './words'

const term: Term = {
  id: '奶盒',
  name: '奶盒',
  aliases: ['牛奶盒'],
  code: 'R.paper',
  route: 'bin',
  flags: [],
  preparation: '冲净压扁',
  reason: '',
  variants: [],
  counterExample: null,
  source: null,
}

const changes: [string, Partial<Term>, { label: string; before: string; after: string }][] = [
  ['name', { name: '纸奶盒' }, { label: '名称', before: '奶盒', after: '纸奶盒' }],
  ['another name', { aliases: ['牛奶盒', '奶包'] }, { label: '别名', before: '牛奶盒', after: '牛奶盒、奶包' }],
  ['class', { code: 'O' }, { label: '类别', before: '可回收物 · 纸类', after: '其他垃圾' }],
  ['way', { route: 'reuse' }, { label: '去向', before: '投对应的桶', after: '再利用' }],
  ['flag', { flags: ['danger'] }, { label: '标记', before: '', after: '危险，小心拿' }],
  ['what to do', { preparation: '倒空' }, { label: '先做什么', before: '冲净压扁', after: '倒空' }],
  ['why', { reason: '能造纸' }, { label: '为什么', before: '', after: '能造纸' }],
  ['what is alike', { counterExample: '铝罐' }, { label: '容易弄混的', before: '', after: '铝罐' }],
  ['source', { source: '国标' }, { label: '依据', before: '', after: '国标' }],
  [
    'case',
    { variants: [{ condition: '没洗', code: 'O', route: 'bin', preparation: '' }] },
    { label: '各种情况', before: '', after: '如果没洗，其他垃圾，投对应的桶' },
  ],
]
test.each(changes)('%s', (_field, wording, change) => {
  expect(wordingChanges(term, { ...term, ...wording })).toEqual([change])
})

test('a new entry and one taken out are told whole', () => {
  expect(wordingChanges(null, term).map(({ label }) => label)).toEqual(['名称', '别名', '类别', '去向', '先做什么'])
  expect(wordingChanges(term, null).every(({ after }) => after === '')).toBe(true)
  expect(wordingChanges(term, { ...term })).toEqual([])
})
