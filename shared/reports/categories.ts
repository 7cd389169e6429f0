// What people report on the spot (随手拍), as data: what each kind is called, by when it is dealt with, who is told of
// it, and whether it says something about how a place is kept.
import type { Role } from '../actors'
import type { Due } from '../reviews/rules'
import * as z from '../z'

export const reportCategories = [
  'overflow',
  'hazardous',
  'blocked',
  'mixed',
  'dumping',
  'damaged',
  'bulky',
  'service',
  'other',
] as const
export const ReportCategory = z.enum(reportCategories)
export type ReportCategory = z.infer<typeof ReportCategory>

export type CategoryRow = {
  name: string
  /** One line under the name. */
  hint: string
  /**
   * By the clock where waiting until the morning does harm (overflow, hazardous waste, a way out that is blocked), in
   * hours of work else. How many hours is our choice; no published rule gives them.
   */
  due: Due
  dueText: string
  /** Who is told at the place when it comes in; whoever is of the office there may deal with it. */
  tells: readonly Role[]
  /** Says something about the upkeep of the place. A lorry that mixes is the hauler's doing, manners are a person's. */
  isEnvironment: boolean
  /** Dealt with means that there is something to see: closing needs a photo. */
  needsPhoto: boolean
}

export const categories: Readonly<Record<ReportCategory, CategoryRow>> = {
  overflow: {
    name: '桶满了',
    hint: '桶满、垃圾溢到外面',
    due: { hours: 2 },
    dueText: '2小时内',
    tells: ['communityWorker', 'dispatcher'],
    isEnvironment: true,
    needsPhoto: true,
  },
  hazardous: {
    name: '有害垃圾',
    hint: '灯管、农药瓶等丢在外面',
    due: { hours: 4 },
    dueText: '4小时内',
    tells: ['communityWorker', 'subdistrictOfficer'],
    isEnvironment: true,
    needsPhoto: true,
  },
  blocked: {
    name: '堵了通道',
    hint: '楼道、消防通道走不了',
    due: { hours: 4 },
    dueText: '4小时内',
    tells: ['communityWorker', 'subdistrictOfficer'],
    isEnvironment: true,
    needsPhoto: true,
  },
  mixed: {
    name: '混装混运',
    hint: '分好的又装到一辆车里',
    due: { workingHours: 24 },
    dueText: '3个工作日内',
    tells: ['subdistrictOfficer', 'dispatcher'],
    isEnvironment: false,
    needsPhoto: false,
  },
  dumping: {
    name: '乱倒',
    hint: '垃圾倒在不该倒的地方',
    due: { workingHours: 16 },
    dueText: '2个工作日内',
    tells: ['communityWorker'],
    isEnvironment: true,
    needsPhoto: true,
  },
  damaged: {
    name: '东西坏了',
    hint: '桶、灯、洗手池、牌子坏了',
    due: { workingHours: 40 },
    dueText: '5个工作日内',
    tells: ['communityWorker'],
    isEnvironment: true,
    needsPhoto: true,
  },
  bulky: {
    name: '大件堆放',
    hint: '旧家具、装修垃圾堆着没人收',
    due: { workingHours: 24 },
    dueText: '3个工作日内',
    tells: ['communityWorker', 'dispatcher'],
    isEnvironment: true,
    needsPhoto: true,
  },
  service: {
    name: '服务态度',
    hint: '态度不好、该在岗没有人',
    due: { workingHours: 40 },
    dueText: '5个工作日内',
    tells: ['communityWorker', 'subdistrictOfficer'],
    isEnvironment: false,
    needsPhoto: false,
  },
  other: {
    name: '其他',
    hint: '上面都不像',
    due: { workingHours: 40 },
    dueText: '5个工作日内',
    tells: ['communityWorker'],
    isEnvironment: false,
    needsPhoto: false,
  },
}

export const categoryNames = Object.fromEntries(
  reportCategories.map((category) => [category, categories[category].name]),
) as Readonly<Record<ReportCategory, string>>

export const environmentCategories = reportCategories.filter((category) => categories[category].isEnvironment)
