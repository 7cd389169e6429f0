// What a feature of the console is: its pages in the menu, and the words of its actions in the audit log.
import { lazy, type ComponentType } from 'react'
import type { Role } from '@shared/actors'
import type { AuditPart } from './lib/audit-parts'

export type PageRow = {
  /** The address under /admin. */
  path: string
  title: string
  /** Heading in the menu. */
  group: string
  /** Who sees it there; the server decides what they may do. */
  roles: readonly Role[]
  Page: ComponentType
  /** Shown beside the title in the menu. */
  Count?: ComponentType
}

export type Feature = {
  /** The folder under src. */
  name: string
  /** In the order of the menu. */
  pages: readonly PageRow[]
  /** The words of its actions in the audit log; absent where nothing is done. */
  audit?: AuditPart
}

/** What is fetched when it is first shown. */
export const later = (load: () => Promise<ComponentType>): ComponentType =>
  lazy(async () => ({ default: await load() }))

/** A row of the menu. @param load fetches the page's own chunk when it is first opened */
export const page = (
  path: string,
  title: string,
  group: string,
  roles: readonly Role[],
  load: () => Promise<ComponentType>,
): PageRow => ({
  path,
  title,
  group,
  roles,
  Page: later(load),
})
