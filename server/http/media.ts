// Content types of what a route answers, for the API's description and for checking answers against it.
import type { Route } from '@shared/contract'

const SHEETS: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Without parameters such as the character set. */
export function mediaOf(route: Route): readonly string[] {
  if (route.media) return route.media
  if (route.answer === 'page') return ['text/html']
  if (route.answer === 'stream') return ['text/event-stream']
  return route.answer === 'file' ? Object.values(SHEETS) : ['application/json']
}
