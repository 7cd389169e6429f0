// Reading and writing through TanStack Query: `useRead(route, input)` and `useWrite(route)`, typed by the contract.
import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import type { InputOf, OutputOf, Route, Total } from '@shared/contract'
import { ApiError, call } from './api'
import { useTaste } from './list-taste'
import { forgetTyped } from './typed'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // without a network asking fails and is said, rather than waiting in silence for it to come back
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

const keyOf = (route: Route, input: unknown): unknown[] => [route.path, route.method, input]

export function useRead<R extends Route>(
  route: R,
  input: InputOf<R>,
  options: { enabled?: boolean; refetchMs?: number; staleMs?: number } = {},
): UseQueryResult<OutputOf<R>, ApiError> {
  return useQuery({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, input, { signal }),
    enabled: options.enabled,
    refetchInterval: options.refetchMs,
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
  })
}

type Page = { items: unknown[]; next: string | null; total?: Total | null }
type ItemOf<R extends Route> = OutputOf<R> extends { items: (infer Item)[] } ? Item : never

/** A list by cursor: all pages read so far, and how to read the next one. */
export function useList<R extends Route>(
  route: R,
  input: Omit<InputOf<R>, 'cursor'>,
): {
  /** The order that was chosen, of those that the route offers; undefined for the usual one. */
  sort: string | undefined
  setSort: (sort: string | undefined) => void
  items: ItemOf<R>[]
  isLoading: boolean
  isFetching: boolean
  error: ApiError | null
  hasMore: boolean
  /** Rows in all; null while unknown and for lists that are not counted. */
  total: Total | null
  more: () => void
  reload: () => void
} {
  const { limit } = useTaste()
  const [sort, setSort] = useState<string>()
  const asked = { limit, ...input, ...(sort ? { sort } : {}) }
  const query = useInfiniteQuery<Page, ApiError, { pages: Page[] }, unknown[], string | null>({
    queryKey: [...keyOf(route, asked), 'list'],
    initialPageParam: null,
    getNextPageParam: (last) => last.next,
    queryFn: async ({ pageParam, signal }) =>
      (await call(route, { ...asked, ...(pageParam ? { cursor: pageParam } : {}) } as unknown as InputOf<R>, {
        signal,
      })) as Page,
  })
  return {
    sort,
    setSort,
    items: (query.data?.pages.flatMap((page) => page.items) ?? []) as ItemOf<R>[],
    isLoading: query.isLoading,
    isFetching: query.isFetching,
    error: query.error,
    hasMore: query.hasNextPage,
    total: query.data?.pages[0]?.total ?? null,
    more: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  }
}

/**
 * A write; afterwards everything read is fetched anew. When the server refuses, its sentence is shown at the top, or
 * where `refused` puts it.
 */
export function useWrite<R extends Route>(
  route: R,
  done?: string,
  refused?: (text: string) => void,
): UseMutationResult<OutputOf<R>, ApiError, InputOf<R>> {
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation<OutputOf<R>, ApiError, InputOf<R>>({
    mutationFn: (input) => call(route, input),
    onSuccess: async () => {
      forgetTyped()
      if (done) void message.success(done)
      await client.invalidateQueries()
    },
    onError: (error) => {
      // decided or changed elsewhere: what is there now is fetched and set beside what is typed, which stays
      if (error.status === 409) void client.invalidateQueries()
      if (refused && error.code !== 'STEP_UP_REQUIRED') refused(describeError(error))
      else void message[error.code === 'STEP_UP_REQUIRED' ? 'info' : 'error'](describeError(error))
    },
  })
}

/** The sentence, and what is wrong with which field. */
export function describeError(error: ApiError): string {
  // The code was asked for and not given: nothing went wrong, and nothing was done.
  if (error.code === 'CHANGED_MEANWHILE') return '别人刚刚改过，还没有保存；已取来最新的内容，请看过再保存'
  if (error.code === 'WRONG_STATE') return '别人刚刚办过这件事，这次没有办；已取来最新的情况，请看过再办'
  if (error.code === 'STEP_UP_REQUIRED') return '没有输入动态验证码，这件事还没有办'
  if (error.code === 'SHEET_COLUMNS_WRONG') return columnsWrong(error)
  const fields = (error.details as { fields?: { text: string }[] } | undefined)?.fields
  return fields?.length
    ? `${error.message}：${[...new Set(fields.map((field) => field.text))].join('；')}`
    : error.message
}

/** Which columns of a file are missing, and which the template does not know. */
function columnsWrong({ message, details }: ApiError): string {
  const { missing = [], unknown = [] } = (details ?? {}) as { missing?: string[]; unknown?: string[] }
  return [
    message,
    ...(missing.length > 0 ? [`缺少的列：${missing.join('、')}`] : []),
    ...(unknown.length > 0 ? [`模板里没有的列：${unknown.join('、')}`] : []),
  ].join('；')
}
