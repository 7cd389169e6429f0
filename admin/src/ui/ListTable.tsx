// The one table over a list by cursor: sticky head, empty and error states, how many rows there are, "more" at the end
// instead of page numbers; the order where the route offers one, rows at a time, closeness, columns, what is shown as
// CSV, and a print that says what it is.
import type { Total } from '@shared/contract'
import { Button, Checkbox, Dropdown, Select, Table, type TableProps } from 'antd'
import type { SorterResult } from 'antd/es/table/interface'
import { useRef } from 'react'
import { withCommas } from '../lib/format'
import { changeTaste, pageSizes, useTaste } from '../lib/list-taste'
import { saveTable } from '../lib/save-table'
import { PrintHead } from './PrintHead'
import { Failed, Nothing } from './states'

type Column<T> = NonNullable<TableProps<T>['columns']>[number] & {
  /** The field by which the route can order the list ("day" for `day` and `-day`). */
  sort?: string
}

type Props<T> = {
  list: {
    items: T[]
    isLoading: boolean
    isFetching: boolean
    error: Error | null
    hasMore: boolean
    /** Absent for lists that are not counted. */
    total?: Total | null
    /** The order that was chosen: "day", "-day". */
    sort?: string | undefined
    setSort?: (sort: string | undefined) => void
    more: () => void
    reload: () => void
  }
  columns: readonly Column<T>[]
  rowKey: (row: T) => string
  empty: string
  onRow?: (row: T) => void
  selection?: TableProps<T>['rowSelection']
}

/** "共1,234条,已显示 50条"; past 10,000 "共 1 万条以上". */
function shownOf(shown: number, hasMore: boolean, total: Total | null | undefined): string {
  if (!hasMore) return `共${withCommas(shown)}条，已全部显示`
  if (!total) return `已显示 ${withCommas(shown)}条`
  return `共 ${total.more ? '1 万条以上' : `${withCommas(total.count)}条`}，已显示 ${withCommas(shown)}条`
}

const titleOf = <T,>({ title }: Column<T>): string => (typeof title === 'string' ? title : '')

export function ListTable<T extends object>({ list, columns, rowKey, empty, onRow, selection }: Props<T>) {
  const taste = useTaste()
  const box = useRef<HTMLDivElement>(null)
  if (list.error && list.items.length === 0) return <Failed error={list.error} retry={list.reload} />
  const titles = columns.map(titleOf).filter((title) => title !== '')
  const name = titles.join(' ')
  const hidden = taste.hidden[name] ?? []
  return (
    <div ref={box} className="list">
      <PrintHead />
      <Table<T>
        size={taste.isDense ? 'small' : 'middle'}
        sticky={{ offsetHeader: 56 }}
        pagination={false}
        columns={columns.filter((column) => !hidden.includes(titleOf(column))).map((column) => sortable(column, list))}
        dataSource={list.items}
        rowKey={rowKey}
        loading={list.isLoading}
        rowSelection={selection}
        scroll={{ x: 'max-content' }}
        showSorterTooltip={false}
        onChange={(_page, _filters, sorter) => list.setSort?.(orderOf(sorter))}
        locale={{ emptyText: <Nothing text={list.isLoading ? '正在读取' : empty} /> }}
        onRow={
          onRow
            ? (row) => ({
                onClick: () => onRow(row),
                onKeyDown: (event) => event.key === 'Enter' && onRow(row),
                tabIndex: 0,
                style: { cursor: 'pointer' },
              })
            : undefined
        }
      />
      <div className="list-foot">
        {!list.isLoading && list.items.length > 0 && (
          <>
            <span>{shownOf(list.items.length, list.hasMore, list.total)}</span>
            <TasteMenu name={name} titles={titles} hidden={hidden} onSave={() => save(box.current)} />
          </>
        )}
        {list.hasMore && (
          <Button onClick={list.more} loading={list.isFetching}>
            再显示一些
          </Button>
        )}
      </div>
    </div>
  )
}

function sortable<T>({ sort, ...column }: Column<T>, { sort: chosen, setSort }: Props<T>['list']): Column<T> {
  if (!sort || !setSort) return column
  const order = chosen === sort ? 'ascend' : chosen === `-${sort}` ? 'descend' : null
  return { ...column, key: sort, sorter: true, sortOrder: order }
}

function orderOf<T>(sorter: SorterResult<T> | SorterResult<T>[]): string | undefined {
  const { columnKey, order } = Array.isArray(sorter) ? (sorter[0] ?? {}) : sorter
  return order ? `${order === 'descend' ? '-' : ''}${String(columnKey)}` : undefined
}

type TasteProps = { name: string; titles: readonly string[]; hidden: readonly string[]; onSave: () => void }

function TasteMenu({ name, titles, hidden, onSave }: TasteProps) {
  const taste = useTaste()
  const toggle = (title: string, isShown: boolean): void =>
    changeTaste({
      hidden: { ...taste.hidden, [name]: isShown ? hidden.filter((one) => one !== title) : [...hidden, title] },
    })
  const menu = (
    <div className="list-menu" data-search>
      <label>
        每次显示{' '}
        <Select
          size="small"
          aria-label="每次显示几条"
          value={taste.limit}
          options={pageSizes.map((value) => ({ value, label: `${value}条` }))}
          onChange={(limit) => changeTaste({ limit })}
        />
      </label>
      <Checkbox checked={taste.isDense} onChange={({ target }) => changeTaste({ isDense: target.checked })}>
        紧凑
      </Checkbox>
      <strong>显示的列</strong>
      {titles.map((title) => (
        <Checkbox
          key={title}
          checked={!hidden.includes(title)}
          disabled={!hidden.includes(title) && hidden.length === titles.length - 1}
          onChange={({ target }) => toggle(title, target.checked)}
        >
          {title}
        </Checkbox>
      ))}
      <Button size="small" onClick={onSave}>
        已显示的存为 CSV
      </Button>
      <Button size="small" onClick={() => window.print()}>
        打印已显示的
      </Button>
    </div>
  )
  return (
    <Dropdown trigger={['click']} placement="topRight" popupRender={() => menu}>
      <Button>列表设置</Button>
    </Dropdown>
  )
}

/** What stands in the table, as it is read on the screen: masked as there. */
function save(box: HTMLElement | null): void {
  const texts = (cells: Iterable<Element>): string[] =>
    [...cells]
      .filter((cell) => !cell.matches('.ant-table-selection-column'))
      .map((cell) => cell.textContent?.trim() ?? '')
  const head = texts(box?.querySelectorAll('.ant-table-thead th') ?? [])
  const rows = [...(box?.querySelectorAll('.ant-table-tbody .ant-table-row') ?? [])].map((row) => texts(row.children))
  saveTable(document.title.split(' · ')[0] ?? '列表', head, rows)
}
