// How a bin looks: its name, colour and the sign of what goes in, for town and countryside.
// Relies on the region profiles. Invariant: a colour never stands without the name beside it.
import type { Category, DisposalRoute, Local, Region } from '@shared/guide/contract'
import { day } from '@shared/look/tokens'
import { profiles, type Scheme } from '@shared/places/profiles'
import type { IconName } from '@/ui/icon-names'

export type Look = { key: string; name: string; aka: string; colour: string; colourName: string; sign: IconName }

const SIGNS: Readonly<Record<string, IconName>> = {
  recyclable: 'recycle',
  kehuishou: 'recycle',
  food: 'fish-bone',
  kelan: 'fish-bone',
  yifulan: 'fish-bone',
  huilan: 'fish-bone',
  hazardous: 'battery-box',
  youhai: 'battery-box',
}
/** The sign of each way, where no bin takes the thing. */
export const routeIcons: Readonly<Record<DisposalRoute, IconName>> = {
  bin: 'trash',
  door_recycling: 'recycle',
  bulky: 'truck',
  hazardous_point: 'alert-triangle',
  builders_waste: 'wall',
  garden_waste: 'plant-2',
  textile_box: 'hanger',
  parcel_box: 'package',
  return_to_shop: 'building-store',
  reuse: 'heart-handshake',
  not_household: 'building-factory',
}

/** No bin: a way of its own, drawn as such. */
const OTHER: Look = { key: 'other', name: '不进生活垃圾桶', aka: '', colour: day.muted, colourName: '', sign: 'truck' }

const look = (scheme: Scheme, key: string): Look => {
  const found = scheme.categories.find((each) => each.key === key)
  if (!found) return OTHER
  return {
    key,
    name: found.name,
    aka: found.aka.join('、'),
    colour: found.colour,
    colourName: found.colourName,
    sign: SIGNS[key] ?? 'tied-bag',
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
