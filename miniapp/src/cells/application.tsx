// One application as its pages read it: loaded by the id in the address, behind sign-in; what only this phone has yet
// is said at the top. A new sign-in comes back to the same page.
import { useDidShow, useRouter } from '@tarojs/taro'
import type { ReactNode } from 'react'
import type { CellDetail, CellItem } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { itemsOf, type TableItem } from '@shared/cells/tables'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { sendAll, useDrafts } from './drafts'
import './cells.scss'

type Props = {
  title: string
  children: (cell: CellDetail) => ReactNode
  bottom?: ((cell: CellDetail) => ReactNode) | undefined
}

export function CellScreen({ title, children, bottom }: Props) {
  const { params } = useRouter()
  const id = params['id'] ?? ''
  const query = useRead(cells.show, { id }, { enabled: id !== '' })
  const problem = useDrafts((state) => state.problem)
  useDidShow(() => {
    void sendAll(id)
  })
  const foot = query.data && bottom ? bottom(query.data) : null
  return (
    <Screen title={title} {...(foot ? { bottom: foot } : {})}>
      {problem && <Notice tone="error">{problem}</Notice>}
      <SignedIn why="登录后接着填，填过的都在">
        <QueryView query={query}>{(cell) => children(cell)}</QueryView>
      </SignedIn>
    </Screen>
  )
}

/** Clauses and photos that are on this phone alone, with the way to send them. */
export function Unsent({ id }: { id: string }) {
  const { drafts, photos } = useDrafts()
  const items = Object.values(drafts).filter((one) => one.id === id)
  const pictures = photos.filter((one) => one.id === id)
  const failed = [...items, ...pictures].find(({ why }) => why !== null)
  if (!failed) return null
  const parts = [items.length > 0 && `${items.length}条`, pictures.length > 0 && `${pictures.length}张照片`].filter(
    Boolean,
  )
  return (
    <Notice
      tone="warn"
      title={`${parts.join('、')}还只在手机里`}
      action={
        <Button
          id="send-again"
          small
          onClick={() => {
            void sendAll(id)
          }}
        >
          再传一次
        </Button>
      }
    >{`不会丢，有网络自动再传。${failed.why ?? ''}`}</Notice>
  )
}

export type Clause = { item: CellItem; rule: TableItem; section: string; isBonus: boolean }

/** Every clause with its rule, in the order of the table. */
export function clausesOf({ table, list }: Pick<CellDetail, 'table' | 'list'>): Clause[] {
  const names = new Map(table.sections.flatMap(({ name, items }) => items.map(({ code }) => [code, name] as const)))
  return itemsOf(table).flatMap((rule) => {
    const item = list.find(({ code }) => code === rule.code)
    const section = names.get(rule.code)
    return item ? [{ item, rule, section: section ?? '加分项', isBonus: section === undefined }] : []
  })
}

/** What a person still has to do here; bonus is never missing. */
export const isLeft = ({ item, isBonus }: Clause): boolean => item.mayEdit && !isBonus && item.missing !== null

/** The next one that is not ready, after this one and around; null when all are. */
export function nextLeft(clauses: readonly Clause[], code: string): Clause | null {
  const at = clauses.findIndex(({ item }) => item.code === code)
  const around = [...clauses.slice(at + 1), ...clauses.slice(0, Math.max(0, at))]
  return around.find(isLeft) ?? null
}
