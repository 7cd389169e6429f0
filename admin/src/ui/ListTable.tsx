// A table over a list by cursor: sticky head, empty and error states, how many rows there are, and "more" at the end
// instead of page numbers.
import type { Total } from '@shared/contract'
import { Button, Table, type TableProps } from 'antd'
import { withCommas } from '../lib/format'
import { Failed, Nothing } from './states'

type Props<T> = {
  list: {
    items: T[]
    isLoading: boolean
    isFetching: boolean
    error: Error | null
    hasMore: boolean
    /** Absent for lists that are not counted. */
    total?: Total | null
    more: () => void
    reload: () => void
  }
  columns: TableProps<T>['columns']
  rowKey: (row: T) => string
  empty: string
  onRow?: (row: T) => void
  selection?: TableProps<T>['rowSelection']
}

/** "共 1,234 条,已显示 50 条"; past 10,000 "共 1 万条以上". */
function shownOf(shown: number, hasMore: boolean, total: Total | null | undefined): string {
  if (!hasMore) return `共 ${withCommas(shown)} 条,已全部显示`
  if (!total) return `已显示 ${withCommas(shown)} 条`
  return `共 ${total.more ? '1 万条以上' : `${withCommas(total.count)} 条`},已显示 ${withCommas(shown)} 条`
}

export function ListTable<T extends object>({ list, columns, rowKey, empty, onRow, selection }: Props<T>) {
  if (list.error && list.items.length === 0) return <Failed error={list.error} retry={list.reload} />
  return (
    <>
      <Table<T>
        size="middle"
        sticky
        pagination={false}
        columns={columns}
        dataSource={list.items}
        rowKey={rowKey}
        loading={list.isLoading}
        rowSelection={selection}
        scroll={{ x: 'max-content' }}
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
          <span>{shownOf(list.items.length, list.hasMore, list.total)}</span>
        )}
        {list.hasMore && (
          <Button onClick={list.more} loading={list.isFetching}>
            再显示一些
          </Button>
        )}
      </div>
    </>
  )
}
