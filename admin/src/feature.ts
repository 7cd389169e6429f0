// What a feature of the console is: its pages in the menu, and the words of its actions in the audit log.
import { lazy, type ComponentType } from 'react'
import type { Role } from '@shared/actors'
import type { LineIcon } from '@shared/look/icons'
import type { WorkRow } from '@shared/work/contract'
import type { AuditPart } from './lib/audit-parts'
import type { HouseholdSide, HouseholdTab } from './lib/household-tabs'

/** The first level of the menu in its order, by what people do; each with its icon. What is set up once comes last. */
export const groups = {
  工作台: 'inbox',
  收运: 'truck',
  投放与督导: 'recycle',
  检查与榜单: 'certificate',
  诉求: 'message-report',
  创建与活动: 'book',
  积分与兑换: 'gift',
  数据: 'scale',
  管理: 'settings',
} as const satisfies Record<string, LineIcon>
export type Group = keyof typeof groups

export type PageRow = {
  /** The address under /admin. */
  path: string
  title: string
  /** Under which it stands in the menu. */
  group: Group
  /** Who sees it there; the server decides what they may do. */
  roles: readonly Role[]
  Page: ComponentType
  /** Which kinds of work are counted beside its title; absent: those that this page opens. */
  counts?: (row: WorkRow) => boolean
  /** False for a page that is reached from others, such as one household. */
  inMenu: boolean
}

export type Feature = {
  /** The folder under src. */
  name: string
  /** In the order of the menu. */
  pages: readonly PageRow[]
  /** Pages for whoever was sent a link and has no account. */
  linkPages?: readonly LinkPage[]
  /** Its part of a household's page. */
  householdTabs?: readonly HouseholdTab[]
  /** Beside the tabs: what is asked about most. */
  householdSides?: readonly HouseholdSide[]
  /** The words of its actions in the audit log; absent where nothing is done. */
  audit?: AuditPart
}

/** What is fetched when it is first shown. */
const later = (load: () => Promise<ComponentType>): ComponentType => lazy(async () => ({ default: await load() }))

/** The address under /admin, which begins with "company"; the link's key stands behind # and reaches no log. */
export type LinkPage = { path: `company${string}`; Page: ComponentType }

export const linkPage = (path: LinkPage['path'], load: () => Promise<ComponentType>): LinkPage => ({
  path,
  Page: later(load),
})

/** A tab of a household's page; its chunk is fetched when it is first shown. */
export const householdTab = (
  key: string,
  title: string,
  roles: readonly Role[],
  load: () => Promise<HouseholdTab['Tab']>,
): HouseholdTab => ({ key, title, roles, Tab: lazy(async () => ({ default: await load() })) })

/** A card beside the tabs of a household's page. */
export const householdSide = (
  key: string,
  roles: readonly Role[],
  load: () => Promise<HouseholdSide['Side']>,
): HouseholdSide => ({ key, roles, Side: lazy(async () => ({ default: await load() })) })

/** A row of the menu. @param load fetches the page's own chunk when it is first opened */
export const page = (
  path: string,
  title: string,
  group: Group,
  roles: readonly Role[],
  load: () => Promise<ComponentType>,
): PageRow => ({
  path,
  title,
  group,
  roles,
  Page: later(load),
  inMenu: true,
})
