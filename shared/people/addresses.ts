// One home has one key, however its address is typed, and no two homes are shown alike. Forms write an address in
// three fields and people put what they like into each of them: 3-2-401, 3栋2单元401室, "3栋2单元" and "401", "3" and
// "2-401" are one address. Numerals are read where they count something (三栋, 五〇一室) and stay in names (一品苑).

export type AddressParts = { building: string; unit: string; room: string; sub: string }
type Typed = { building: string; unit: string; room: string; sub?: string | undefined }

/** Hyphens, dashes, minus signs and what else is typed for them. */
const DASHES = /[\u2010-\u2015\u2212\u2043\u30fc\ufe58\ufe63\uff0d~\u301c/.,、·・]/g
const TRADITIONAL: Readonly<Record<string, string>> = {
  號: '号',
  樓: '楼',
  棟: '栋',
  單: '单',
  戶: '户',
  層: '层',
  門: '门',
  東: '东',
  區: '区',
  後: '后',
}

const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  一: 1,
  壹: 1,
  幺: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const SCALES: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }
/** A numeral that is followed by what is counted, by a hyphen or by nothing. In a name it is followed by the name. */
const NUMERAL =
  /[〇零一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟廿卅]+(?=[号栋幢座楼单门梯层室房户院区期组排队巷弄#-]|$)/g

/** 五〇一 is 501, 十二 is 12, 一百零二 is 102, 廿一 is 21. */
function numberOf(numeral: string): string {
  const plain = numeral.replace(/廿/g, '二十').replace(/卅/g, '三十')
  if (!/[十拾百佰千仟]/.test(plain)) return [...plain].map((sign) => DIGITS[sign] ?? '').join('')
  let sum = 0
  let digit: number | null = null
  for (const sign of plain) {
    const scale = SCALES[sign]
    if (scale === undefined) digit = DIGITS[sign] ?? 0
    else {
      sum += (digit ?? 1) * scale
      digit = null
    }
  }
  return String(sum + (digit ?? 0))
}

/** Half width, no blanks, upper case, one kind of hyphen, numerals as digits, no 第, no leading zeros. */
const squeeze = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .toUpperCase()
    .replace(/./g, (sign) => TRADITIONAL[sign] ?? sign)
    .replace(DASHES, '-')
    .replace(NUMERAL, numberOf)
    .replace(/第(?=\d)/g, '')
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, ''))
    .replace(/(\d)号院/g, '$1院')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')

/** 南楼 and 1号院 are names, 3楼 and A座 are numbers. */
const BUILDING_END = /(?:号楼|栋楼|栋|幢|#楼|#)+$|([0-9A-Z])(?:楼|座|号)+$/
const withoutEnd = (building: string): string => building.replace(/-$/, '').replace(BUILDING_END, '$1')
const UNIT_END = /(单元|门|梯)+$/
const ROOM_END = /(室|房|号|户)+$/
/** …栋…: the last word that only a building has. */
const UP_TO_BUILDING = /^(.*(?:号楼|栋楼|栋|幢|座|#楼|#|院|[^0-9A-Z-]楼))-?([0-9A-Z].*)$/
/** …单元…: what is before the unit, the unit, what is after it. */
const UP_TO_UNIT =
  /^(.*?)(?:([0-9]+[A-Z]?|[A-Z]|[东南西北中左右甲乙丙丁])单元|([0-9]+[A-Z]?|[A-Z])(?:门|梯)(?=[0-9A-Z-]|$))-?(.*)$/

type Parts = { building: string; unit: string; room: string }
const NOTHING: Parts = { building: '', unit: '', room: '' }

/** What stands in one field, as far as it says itself what it is; the rest is what the field is for. */
function read(field: string, as: keyof Parts): Parts {
  if (field === '') return NOTHING
  const unit = UP_TO_UNIT.exec(field)
  if (unit) {
    const [, before = '', name, door, after = ''] = unit
    return { building: withoutEnd(before), unit: name ?? door ?? '', room: roomOf(after) }
  }
  if (as === 'building') return inBuilding(field)
  if (as === 'unit') return { ...NOTHING, unit: field.replace(UNIT_END, '') }
  const [, before, after = ''] = UP_TO_BUILDING.exec(field) ?? []
  return before === undefined ? split(field) : { ...split(after), building: withoutEnd(before) }
}

/** 3-2 is the second unit of 3, A-3 is a name. */
function inBuilding(field: string): Parts {
  const [, building, unit] = /^(\d{1,3})-(\d{1,2})$/.exec(field) ?? []
  return building && unit ? { building, unit, room: '' } : { ...NOTHING, building: withoutEnd(field) }
}

function roomOf(typed: string): string {
  const bare = typed.replace(ROOM_END, '')
  const [, floor, rest = ''] = /^(\d{1,2})(?:层|楼)(\d+.*)$/.exec(bare) ?? []
  // the floor says nothing that the number of the room does not say, too
  return floor !== undefined && rest.length > floor.length && rest.startsWith(floor) ? rest : bare
}

/** Of a room's field: 3-2-401 and 2-401; a room of its own may have a hyphen, too (401-1). */
function split(field: string): Parts {
  const bare = roomOf(field)
  const [, building, unit, last] = /^([0-9A-Z]{1,4})-([0-9A-Z]{1,2})-([0-9A-Z]+)$/.exec(bare) ?? []
  if (building && unit && last) return { building, unit, room: last }
  const [, before, rest] = /^(\d{1,2}[A-Z]?|[A-Z])-(\d+[A-Z]?|[东南西北中左右前后]+)$/.exec(bare) ?? []
  return before && rest ? { building: '', unit: before, room: rest } : { ...NOTHING, room: bare }
}

/** What one field says beside what the others say; null where they contradict each other. */
const either = (one: string, other: string): string | null =>
  one === '' || one === other ? other : other === '' ? one : null

/**
 * The one spelling of an address. Null when no room is left, when a part has characters no door plate has, or when its
 * fields contradict each other.
 */
export function normaliseAddress(typed: Typed): AddressParts | null {
  const [building, unit, room] = [squeeze(typed.building), squeeze(typed.unit), squeeze(typed.room)]
  // everything may stand in the first field
  const isAllInOne = unit === '' && room === ''
  const first = isAllInOne ? NOTHING : read(building, 'building')
  const second = read(unit, 'unit')
  const third = read(isAllInOne ? building : room, 'room')
  const unitAbove = either(first.unit, second.unit)
  const buildingAbove = either(first.building, second.building)
  if (unitAbove === null || buildingAbove === null) return null
  const last = fitting(third, { building: buildingAbove, unit: unitAbove }, isAllInOne ? building : room)
  const parts = {
    building: either(buildingAbove, last.building),
    unit: either(unitAbove, last.unit),
    room: either(first.room || second.room, last.room),
    sub: (typed.sub ?? '').normalize('NFKC').toUpperCase(),
  }
  if (!/^[A-Z]?$/.test(parts.sub)) return null
  return isPlate(parts.building) && isPlate(parts.unit) && isPlate(parts.room) && parts.room !== ''
    ? { building: parts.building, unit: parts.unit, room: parts.room, sub: parts.sub }
    : null
}

/** What 2-401 means depends on what is said above it: unit and room, building and room, or a room with a hyphen. */
function fitting(third: Parts, above: { building: string; unit: string }, typed: string): Parts {
  if (third.building !== '' || third.unit === '' || /单元|门|梯/.test(typed)) return third
  if (above.building === '' && above.unit === '') return { ...third, building: third.unit, unit: '' }
  return above.unit === '' || above.unit === third.unit
    ? third
    : { ...third, unit: '', room: `${third.unit}-${third.room}` }
}

const isPlate = (part: string | null): part is string =>
  part !== null && part.length <= 12 && /^[0-9A-Z\u3007\u3400-\u4dbf\u4e00-\u9fff-]*$/.test(part)

/** 3栋, 一品苑55栋; a name that ends in no number stands alone, with a blank after it, so that it runs into nothing. */
const showBuilding = (part: string): string => (part === '' ? '' : /[0-9A-Z]$/.test(part) ? `${part}栋` : `${part} `)
const showUnit = (part: string): string => part && `${part}单元`

/** "3栋2单元501" for members and staff in charge. */
export const showAddress = ({ building, unit, room, sub }: AddressParts): string =>
  `${showBuilding(building)}${showUnit(unit)}${room}${sub && `(${sub})`}`
/** "3栋2单元***": the room hidden, for lists and first screens. */
export const maskAddress = ({ building, unit, sub }: AddressParts): string =>
  `${showBuilding(building)}${showUnit(unit)}***${sub && `(${sub})`}`
