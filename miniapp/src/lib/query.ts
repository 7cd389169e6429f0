// Reading and writing from screens: react-query around `call`, with what a phone has in place of a browser's events.
// Relies on api.ts and the platform. Invariants: a failed read is shown, never silently paused; a write keeps its key
// until a definite answer, so pressing again after a lost answer cannot book twice.
//
//   const mine = useRead(pickups.mine, {})                     <QueryView query={mine}>{(page) => …}</QueryView>
//   const pages = useReadPages(ledger.entries, {})             pages.items, pages.more(), pages.hasMore
//   const book = useWrite(pickups.book, { refreshes: [pickups.mine] })   book.run(input) → output | null; book.busy,
// book.error
import type { InputOf, OutputOf, Route } from '@shared/contract'
import {
  focusManager,
  onlineManager,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useDidShow } from '@tarojs/taro'
import { useRef } from 'react'
import { ApiError, asApiError, call } from './api'
import { newId } from './ids'
import { platform } from './platform/platform'

const MAX_RETRIES = 2
/** What was wanted does not fit what is there now. */
const CONFLICT = 409

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) =>
        failures < MAX_RETRIES && error instanceof ApiError && error.isTemporary && error.status !== 0,
      retryDelay: (failures) => 600 * 2 ** failures,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** Once at start: reads are refreshed when the network returns and when the program comes to the front. */
export function connectQueries(): void {
  onlineManager.setEventListener((setOnline) => platform.onNetworkChange(setOnline))
  focusManager.setEventListener((setFocused) => platform.onShow(() => setFocused()))
}

const keyOf = (route: Route, input?: unknown): readonly unknown[] =>
  input === undefined ? [route.path] : [route.path, input]

/** Marks everything read from these routes as out of date; what is on screen is read again. */
export async function refreshReads(routes: readonly Route[]): Promise<void> {
  await Promise.all(routes.map((route) => queryClient.invalidateQueries({ queryKey: keyOf(route) })))
}

/** Reads one route; read again when its page is shown again and the answer is older than half a minute. */
export function useRead<R extends Route>(
  route: R,
  input: InputOf<R>,
  options: { enabled?: boolean; staleMs?: number } = {},
): UseQueryResult<OutputOf<R>, ApiError> {
  const query = useQuery<OutputOf<R>, ApiError>({
    queryKey: keyOf(route, input),
    queryFn: () => call(route, input),
    enabled: options.enabled ?? true,
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
  })
  useDidShow(() => {
    if (query.isStale && !query.isFetching && (options.enabled ?? true) && query.dataUpdatedAt > 0) void query.refetch()
  })
  return query
}

type Page<T> = { items: T[]; next: string | null }
type ItemOf<R extends Route> = OutputOf<R> extends Page<infer T> ? T : never

/** Reads a list page by page by its cursor. `query` fits QueryView; `items` are those read so far. */
export function useReadPages<R extends Route>(route: R, input: InputOf<R>, options: { enabled?: boolean } = {}) {
  const query = useInfiniteQuery({
    queryKey: [...keyOf(route, input), 'pages'],
    queryFn: async ({ pageParam }) => {
      const cursor = pageParam ? { cursor: pageParam } : {}
      return (await call(route, { ...input, ...cursor } as InputOf<R>)) as Page<ItemOf<R>>
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: options.enabled ?? true,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return {
    items,
    hasMore: query.hasNextPage,
    isReadingMore: query.isFetchingNextPage,
    more: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
    },
    query: { ...query, data: query.data ? items : undefined, error: query.error ? asApiError(query.error) : null },
  }
}

export type Write<R extends Route> = {
  /** Sends; answers null when it failed (then `error` says why). */
  run(input: InputOf<R>): Promise<OutputOf<R> | null>
  busy: boolean
  error: ApiError | null
  reset(): void
}

/** A write from a form. The same input keeps its key while the outcome is unknown; another input is another write. */
export function useWrite<R extends Route>(
  route: R,
  options: { refreshes?: readonly Route[]; onDone?: (output: OutputOf<R>) => void } = {},
): Write<R> {
  const pending = useRef<{ key: string; content: string } | null>(null)
  const mutation = useMutation<OutputOf<R>, ApiError, InputOf<R>>({
    mutationFn: async (input) => {
      const content = JSON.stringify(input)
      if (pending.current?.content !== content) pending.current = { key: await newId(), content }
      const { key } = pending.current
      try {
        const output = await call(route, input, { key })
        pending.current = null
        return output
      } catch (error) {
        const known = asApiError(error)
        if (!known.isTemporary) pending.current = null
        throw known
      }
    },
    onSuccess: async (output) => {
      options.onDone?.(output)
      await refreshReads(options.refreshes ?? [])
    },
    // it was changed elsewhere: what is true now comes with the refusal
    onError: ({ status }) => {
      if (status === CONFLICT) void refreshReads(options.refreshes ?? [])
    },
  })
  return {
    run: (input) => mutation.mutateAsync(input).catch(() => null),
    busy: mutation.isPending,
    error: mutation.error,
    reset: mutation.reset,
  }
}
