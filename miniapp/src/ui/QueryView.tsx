// The four states of a page that reads something: reading, failed, nothing there, content.
// Relies on lib/query.ts. Who has to sign in first is asked to, here. Invariant: content already read stays on screen
// when a later read fails, with a word about it.
//
//   <QueryView query={mine} isEmpty={(page) => page.items.length === 0} empty={<Empty text='还没有预约' />}>{(page) =>
// …}</QueryView>
import type { ReactNode } from 'react'
import { asApiError } from '@/lib/api'
import { ErrorState } from './ErrorState'
import { Notice, Skeleton } from './layout'
import { SignInFirst } from './SignInSheet'

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
    if (error && !isFetching) {
      const failed = asApiError(error)
      return failed.code === 'SIGN_IN_REQUIRED' ? (
        <SignInFirst why="登录后才能看到这一页" onSigned={retry} />
      ) : (
        <ErrorState error={failed} onRetry={retry} />
      )
    }
    return <>{waiting ?? <Skeleton />}</>
  }
  return (
    <>
      {Boolean(error) && <Notice tone="warn">{`没能更新，下面是之前的内容。${asApiError(error).text}`}</Notice>}
      {isEmpty?.(data) && empty ? empty : children(data)}
    </>
  )
}
