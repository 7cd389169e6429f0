import { maskAddress, normaliseAddress, showAddress } from './addresses'

const keyOf = (building: string, unit: string, room: string): string | null => {
  const parts = normaliseAddress({ building, unit, room })
  return parts && [parts.building, parts.unit, parts.room, parts.sub].join('|')
}

test.each([
  ['3栋', '2单元', '501', '3|2|501|'],
  ['3号楼', '2', '501室', '3|2|501|'],
  ['3#', '２单元', '0501', '3|2|501|'],
  ['３幢', ' 2 单元 ', '501号', '3|2|501|'],
  ['三栋', '二单元', '501户', '3|2|501|'],
  ['十二号楼', '', '1103', '12||1103|'],
  ['二十栋', '', '3', '20||3|'],
  ['a座', '', '1201', 'A||1201|'],
  ['', '', '17号', '||17|'],
  ['03', '01', '0102', '3|1|102|'],
  ['第5栋', '第1单元', '第302室', '5|1|302|'],
  ['东区3栋', '', '9', '东区3||9|'],
  ['A-3', '', '501', 'A-3||501|'],
  ['3', '2', '401-1', '3|2|401-1|'],
  ['3', '', '401-1', '3||401-1|'],
  ['5号院3号楼', '1', '201', '5院3|1|201|'],
  ['', '', '5号院201', '5院||201|'],
  ['6', '东单元', '东户', '6|东|东|'],
])('%s %s %s is %s', (building, unit, room, expected) => expect(keyOf(building, unit, room)).toBe(expected))

test.each([
  ['3栋', '2单元', '401室'],
  ['', '', '3-2-401'],
  ['', '', '3—2—401'],
  ['', '', '３－２－４０１'],
  ['', '', '3\u20102\u2212401'],
  ['', '', '3/2/401'],
  ['', '', '3.2.401'],
  ['', '', '3栋2单元401'],
  ['', '', '3栋、2单元、401室'],
  ['', '', '三号楼二单元四〇一室'],
  ['', '', '3棟2單元401號'],
  ['3栋2单元', '', '401'],
  ['3-2', '', '401'],
  ['3', '', '2-401'],
  ['3', '', '2单元401'],
  ['3', '2', '3-2-401'],
  ['3', '2', '2-401'],
  ['3', '2', '3栋2单元401室'],
  ['3栋2单元401室', '', ''],
  ['3-2-401', '', ''],
  ['3号楼', '第二单元', '4层401'],
  ['叁栋', '贰单元', '四百零一'],
  ['③栋', '2', '401'],
  ['3\u200b栋', '2', '4 0 1'],
])('(%s, %s, %s) is 3-2-401', (building, unit, room) => expect(keyOf(building, unit, room)).toBe('3|2|401|'))

test.each([
  ['五〇一', '501'],
  ['五零一', '501'],
  ['一百零二', '102'],
  ['廿一', '21'],
  ['卅', '30'],
  ['两', '2'],
  ['十', '10'],
  ['一千二百零三', '1203'],
  ['一百一十', '110'],
  ['一二零三', '1203'],
  ['十室', '10'],
])('%s is %s', (numeral, number) => expect(keyOf('1', '', numeral)).toBe(`1||${number}|`))

test.each([
  ['一品苑55号楼', '一品苑55'],
  ['十里香3栋', '十里香3'],
  ['三味书屋', '三味书屋'],
  ['百花苑二号楼', '百花苑2'],
  ['千禧园', '千禧园'],
  ['两岸花园1幢', '两岸花园1'],
  ['三里河五号楼', '三里河5'],
  ['八一路9号楼', '八一路9'],
  ['零陵路一栋', '零陵路1'],
])('the numerals in the name %s stay', (building, expected) =>
  expect(keyOf(building, '1', '101')).toBe(`${expected}|1|101|`),
)

test.each([
  ['3', '2', ''],
  ['3', '2', '室'],
  ['3<b>', '2', '501'],
  ['3', '2', '501;drop'],
  ['3', '2', '1'.repeat(13)],
  ['3', '2', '5栋501'],
  ['3栋1单元', '2', '501'],
])('%s %s %s is no address', (building, unit, room) => expect(keyOf(building, unit, room)).toBeNull())

test.each([
  [
    ['一品苑55', '', '101'],
    ['一品苑5', '', '5101'],
  ],
  [
    ['一品苑55', '1', '101'],
    ['一品苑551', '', '101'],
  ],
  [
    ['东', '', '101'],
    ['', '', '东101'],
  ],
  [
    ['3院', '', '101'],
    ['3', '', '101'],
  ],
  [
    ['', '3', '101'],
    ['3', '', '101'],
  ],
  [
    ['3', '', '2101'],
    ['32', '', '101'],
  ],
  [
    ['南楼', '', '101'],
    ['南', '', '101'],
  ],
] as [[string, string, string], [string, string, string]][])(
  '%j and %j are two homes with two labels',
  (one, other) => {
    const shown = [one, other].map(([building, unit, room]) => {
      const parts = normaliseAddress({ building, unit, room })
      return parts && [showAddress(parts), keyOf(building, unit, room)]
    })
    expect(shown[0]?.[0]).not.toBe(shown[1]?.[0])
    expect(shown[0]?.[1]).not.toBe(shown[1]?.[1])
  },
)

test('of all short addresses no two have one label, and what is stored reads as itself', () => {
  const labels = new Map<string, string>()
  for (const building of ['', '3', '32', 'A', 'A-3', '东区3', '一品苑', '南楼', '5院3'])
    for (const unit of ['', '1', '12', '东', 'B'])
      for (const room of ['1', '101', '1101', '101A', '401-1', '东', '3楼东']) {
        const parts = normaliseAddress({ building, unit, room })
        if (!parts) throw new Error(`${building} ${unit} ${room}`)
        const key = [parts.building, parts.unit, parts.room].join('|')
        expect(normaliseAddress(parts)).toEqual(parts)
        const label = showAddress(parts)
        expect([label, labels.get(label) ?? key]).toEqual([label, key])
        labels.set(label, key)
      }
})

test('sub-accounts of one room differ', () => {
  expect(normaliseAddress({ building: '3', unit: '2', room: '501', sub: 'A' })).not.toEqual(
    normaliseAddress({ building: '3', unit: '2', room: '501', sub: 'B' }),
  )
})

test('the room is shown to members and hidden in lists', () => {
  const parts = { building: '3', unit: '2', room: '501', sub: 'A' }
  expect(showAddress(parts)).toBe('3栋2单元501(A)')
  expect(maskAddress(parts)).toBe('3栋2单元***(A)')
  expect(maskAddress({ building: '', unit: '', room: '17', sub: '' })).not.toContain('17')
})
