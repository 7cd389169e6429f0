// 楼层撤桶: from one day on the bins of the floors are gone and everybody brings their waste to one site. What is true of
// such a change-over: which days it may be set for, when residents see it, how buildings are written. Pure; days come
// in as arguments. Figures are defaults of this product.
import type { Role } from '../actors'
import { addDays, showDay, type Day } from '../time'

/** Residents of the compound see it on their first page for so many days before and after. */
export const SHOWN_DAYS = 14

export const changeoverKeepers = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
] as const satisfies readonly Role[]
export const changeoverReaders = [...changeoverKeepers, 'propertyManager', 'auditor'] as const satisfies readonly Role[]

export type ChangeoverStatus = 'planned' | 'calledOff'

/** Whether its residents see it on a day; one that was called off until the day has passed. */
export const isShownOn = (today: Day, { day, status }: { day: Day; status: ChangeoverStatus }): boolean =>
  addDays(day, -SHOWN_DAYS) <= today && today <= (status === 'planned' ? addDays(day, SHOWN_DAYS) : day)

/** Whether it can still be changed or called off. */
export const isAhead = (today: Day, { day, status }: { day: Day; status: ChangeoverStatus }): boolean =>
  status === 'planned' && today <= day

/** "3栋", "东楼"; the whole compound where none is named. */
export const showBuilding = (building: string): string => (/^[A-Z]?\d*$/i.test(building) ? `${building}栋` : building)
export const showBuildings = (buildings: readonly string[]): string =>
  buildings.length === 0 ? '全小区' : buildings.map(showBuilding).join('、')

type Told = { day: Day; buildings: readonly string[]; siteName: string; hoursText: string }
/** The sentence that every resident reads. */
export const changeoverText = ({ day, buildings, siteName, hoursText }: Told): string =>
  `${showDay(day)}起${showBuildings(buildings)}楼层不再放桶，请到${siteName}投放${hoursText ? `，开放时间${hoursText}` : ''}。`
