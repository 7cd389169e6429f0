// Rows of a table that are ticked, to do one thing with all of them. Invariant: only what is shown and may be done is
// chosen: a row that leaves the list (it was paid, a filter changed) leaves the choice as well.
import type { TableProps } from 'antd'
import { useState } from 'react'

type Row = { id: string }
type Way<T> = {
  /** Whether a row can be ticked. */
  may?: (row: T) => boolean
  /** What its box is called. */
  nameOf: (row: T) => string
}

/** @internal */
export const chosenOf = <T extends Row>(
  shown: readonly T[],
  ticked: readonly string[],
  may: (row: T) => boolean = () => true,
): T[] => shown.filter((row) => ticked.includes(row.id) && may(row))

/** @param shown all rows of the table */
export function useChosen<T extends Row>(shown: readonly T[], { may = () => true, nameOf }: Way<T>) {
  const [ticked, setTicked] = useState<string[]>([])
  const rows = chosenOf(shown, ticked, may)
  const ids = rows.map(({ id }) => id)
  const selection: NonNullable<TableProps<T>['rowSelection']> = {
    selectedRowKeys: ids,
    onChange: (keys) => setTicked(keys.map(String)),
    getCheckboxProps: (row) => ({ disabled: !may(row), 'aria-label': `选择${nameOf(row)}` }),
  }
  return { rows, ids, selection, clear: () => setTicked([]) }
}
