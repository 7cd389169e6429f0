// A table over a list by cursor: sticky head, empty and error states, "more" at the end instead of page numbers.
import { Button, Table, type TableProps } from 'antd'
import { Failed, Nothing } from './states'

type Props<T> = {
  list: {
    items: T[]
    isLoading: boolean
    isFetching: boolean
    error: Error | null
    hasMore: boolean
    more: () => void
    reload: () => void
  }
  columns: TableProps<T>['columns']
  rowKey: (row: T) => string
  empty: string
  onRow?: (row: T) => void
  selection?: TableProps<T>['rowSelection']
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
          <span>
            已显示 {list.items.length} 条{list.hasMore ? '' : ',没有更多了'}
          </span>
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
