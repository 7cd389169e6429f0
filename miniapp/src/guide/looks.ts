// How a bin looks: its name, colour and the one character on its picture, for town and countryside.
// Relies on the region profiles. Invariant: a colour never stands without the name beside it.
import type { Category, Local, Region } from '@shared/guide/contract'
import { profiles, type Scheme } from '@shared/places/profiles'

export type Look = { key: string; name: string; aka: string; colour: string; colourName: string; mark: string }

const MARKS: Readonly<Record<string, string>> = {
  recyclable: '收',
  food: '厨',
  hazardous: '害',
  residual: '其',
  kelan: '烂',
  yifulan: '烂',
  huilan: '烂',
  kehuishou: '收',
  youhai: '害',
  qita: '其',
  feiyifulan: '灰',
  qitabukehuishou: '其',
  buhuilan: '不',
}
const OTHER: Look = { key: 'other', name: '不进生活垃圾桶', aka: '', colour: '#5b3a8c', colourName: '紫色', mark: '另' }

const look = (scheme: Scheme, key: string): Look => {
  const found = scheme.categories.find((each) => each.key === key)
  if (!found) return OTHER
  return {
    key,
    name: found.name,
    aka: found.aka.join('、'),
    colour: found.colour,
    colourName: found.colourName,
    mark: MARKS[key] ?? '其',
  }
}

export const schemeAt = (region: Region, rural: boolean): Scheme =>
  rural ? profiles[region].rural : profiles[region].urban

/** The look of an answer where the person lives; the words are the answer's own. */
export function lookOf(local: Local, category: Category | null, region: Region, rural: boolean): Look {
  const key = rural ? (local.code.split('-')[0] ?? '') : (category ?? '')
  return { ...look(schemeAt(region, rural), key), name: local.text }
}

/** The bins that households sort into, in the order of the scheme; what goes into none of them last. */
export function looksAt(region: Region, rural: boolean): Look[] {
  const scheme = schemeAt(region, rural)
  return [
    ...scheme.categories.filter(({ splitBy }) => splitBy === 'household').map(({ key }) => look(scheme, key)),
    OTHER,
  ]
}

export const regionNames: Readonly<Record<Region, string>> = { xuchang: '许昌', anyang: '安阳', yanshi: '偃师' }

/** "许昌 城镇四分类" */
export const whereText = (region: Region, rural: boolean): string =>
  `${regionNames[region]} ${schemeAt(region, rural).title}`
