// Says when what is on the screen could not be read again: from when it is, and how to try once more.
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useSyncExternalStore } from 'react'
import { ApiError } from '@/lib/api'
import { clockOf } from '@shared/time'

export function StaleStrip() {
  const client = useQueryClient()
  const since = useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(listener),
    () =>
      client
        .getQueryCache()
        .findAll({ type: 'active' })
        .reduce((oldest, { state }) => (isOld(state) ? Math.min(oldest, state.dataUpdatedAt) : oldest), Infinity),
  )
  if (since === Infinity) return null
  return (
    <Alert
      type="warning"
      banner
      role="status"
      title={`与服务器断开，显示的是 ${clockOf(new Date(since))} 的数据。`}
      action={
        <Button size="small" onClick={() => void client.refetchQueries({ type: 'active' })}>
          重试
        </Button>
      }
    />
  )
}

type State = {
  data: unknown
  dataUpdatedAt: number
  errorUpdatedAt: number
  error: unknown
  fetchFailureReason: unknown
}

/** Read before, and not the last time because the server was away. */
function isOld({ data, dataUpdatedAt, errorUpdatedAt, error, fetchFailureReason }: State): boolean {
  const failure = error ?? fetchFailureReason
  const isAway = failure instanceof ApiError && (failure.status === 0 || failure.status >= 500)
  return data !== undefined && isAway && (errorUpdatedAt >= dataUpdatedAt || fetchFailureReason !== null)
}
