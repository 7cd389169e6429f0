// The four states of a page that reads something: reading, failed, nothing there, content.
// Relies on lib/query.ts. Invariant: content already read stays on screen when a later read fails, with a word about
// it.
//
//   <QueryView query={mine} isEmpty={(page) => page.items.length === 0} empty={<Empty text='还没有预约' />}>{(page) =>
// …}</QueryView>   <ErrorState error={error} onRetry={() => …} />       also for a failed write, without onRetry
import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { asApiError, type ApiError } from '@/lib/api'
import { a11y } from './a11y'
import { Button } from './Button'
import { Ico } from './Icon'
import { Notice, Skeleton } from './layout'

/** What QueryView reads of a react-query result. */
export type Readable<T> = { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }

type Props<T> = {
  query: Readable<T>
  children: (data: T) => ReactNode
  isEmpty?: (data: T) => boolean
  empty?: ReactNode
  /** In place of grey lines. */
  waiting?: ReactNode
}

export function QueryView<T>({ query, children, isEmpty, empty, waiting }: Props<T>) {
  const { data, error, isFetching } = query
  const retry = () => {
    void query.refetch()
  }
  if (data === undefined) {
    if (error && !isFetching) return <ErrorState error={asApiError(error)} onRetry={retry} />
    return <>{waiting ?? <Skeleton />}</>
  }
  return (
    <>
      {Boolean(error) && <Notice tone="warn">{`没能更新,下面是之前的内容。${asApiError(error).text}`}</Notice>}
      {isEmpty?.(data) && empty ? empty : children(data)}
    </>
  )
}

const SERVER_FAULT = 500

/** What went wrong and what to do; where the fault is the server's, the number to tell when asking for help. */
export function ErrorState({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <View className="error-state" {...a11y({ role: 'alert', live: 'assertive' })}>
      <View className="error-state__mark">
        <Ico name="refresh" tone="bad" large />
      </View>
      <Text className="error-state__text">{error.text}</Text>
      {onRetry && (
        <View className="error-state__retry">
          <Button onClick={onRetry}>重试</Button>
        </View>
      )}
      {error.requestId && error.status >= SERVER_FAULT && (
        <Text className="error-state__number">{`请求编号 ${error.requestId}`}</Text>
      )}
    </View>
  )
}
