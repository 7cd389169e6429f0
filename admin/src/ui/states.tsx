// Loading, empty and error, on purpose and the same everywhere.
import { Button, Empty, Result, Skeleton } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '@/lib/api'

export function Loading() {
  return <Skeleton active paragraph={{ rows: 6 }} aria-label="正在载入" />
}

export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const number = error instanceof ApiError && error.requestId ? `请求编号 ${error.requestId}` : undefined
  return (
    <Result
      status="warning"
      title={error.message}
      subTitle={number}
      extra={retry && <Button onClick={retry}>重试</Button>}
    />
  )
}

export function Nothing({ text, action }: { text: string; action?: ReactNode }) {
  return (
    <Empty description={text} image={Empty.PRESENTED_IMAGE_SIMPLE}>
      {action}
    </Empty>
  )
}

/** The content once it is there; loading and error until then. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T, ApiError>
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <Loading />
}
