// The menu in two levels: what people do, and the pages of it, each with how much waits there. A role sees what it may
// open; narrow screens show the icons of the first level.
import { Badge, Menu as AntMenu } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Role } from '@shared/actors'
import { MAX_COUNTED } from '@shared/contract'
import { day } from '@shared/look/tokens'
import { showCount, work, type WorkRow } from '@shared/work/contract'
import { groups, type Group, type PageRow } from '@/feature'
import { pages } from '@/features'
import { useRead } from '@/lib/query'
import { Icon } from '@/ui/Icon'

/** So often it is counted again while nobody does anything. */
const REFETCH_MS = 60_000

export const maySee = ({ roles }: PageRow, held: readonly Role[]): boolean => roles.some((role) => held.includes(role))

/** The page that an address inside the console belongs to. */
export const pageAt = (pathname: string): PageRow | undefined =>
  pages.find(({ path }) => path === pathname.split(/[/?]/)[1])

/** How much of the work a page opens. */
const rowsOf = ({ path, counts }: PageRow, rows: readonly WorkRow[]): WorkRow[] =>
  rows.filter(counts ?? (({ link }) => pageAt(link)?.path === path))

function Count({ rows }: { rows: readonly WorkRow[] }) {
  const total = rows.reduce((sum, { counts }) => sum + counts.late + counts.today + counts.later, 0)
  if (total === 0) return null
  const urgent = rows.some(({ counts }) => counts.late + counts.today > 0)
  return <Badge count={showCount(Math.min(total, MAX_COUNTED))} color={urgent ? day.bad : day.muted} size="small" />
}

export function Menu({ held, isNarrow }: { held: readonly Role[]; isNarrow: boolean }) {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const { data } = useRead(work.mine, {}, { refetchMs: REFETCH_MS })
  const here = pageAt(pathname)
  const [open, setOpen] = useState<string[]>(['工作台', '收运'])
  useEffect(() => {
    if (here) setOpen((current) => (current.includes(here.group) ? current : [...current, here.group]))
  }, [here])
  const items = useMemo(() => itemsOf(held, data?.rows ?? []), [held, data])
  // The list is longer than a small screen: the page one is on stays in sight.
  useEffect(() => {
    document.querySelector('.sider .ant-menu-item-selected')?.scrollIntoView({ block: 'nearest' })
  }, [here, items])
  return (
    <AntMenu
      mode="inline"
      inlineCollapsed={isNarrow}
      items={items}
      selectedKeys={here ? [here.path] : []}
      {...(isNarrow ? {} : { openKeys: open, onOpenChange: setOpen })}
      onClick={({ key }) => void navigate(`/${key}`)}
    />
  )
}

function itemsOf(held: readonly Role[], work: readonly WorkRow[]) {
  const seen = pages.filter((page) => page.inMenu && maySee(page, held))
  return (Object.keys(groups) as Group[]).flatMap((group) => {
    const children = seen.filter((page) => page.group === group)
    if (children.length === 0) return []
    // the workbench counts what stands in its own row, the other groups what their pages open
    const waiting = group === '工作台' ? [] : children.flatMap((page) => rowsOf(page, work))
    return {
      key: group,
      icon: <Icon name={groups[group]} />,
      label: (
        <span className="menu-group">
          {group} <Count rows={waiting} />
        </span>
      ),
      children: children.map((page) => ({
        key: page.path,
        label: page.title,
        extra: <Count rows={rowsOf(page, work)} />,
      })),
    }
  })
}
