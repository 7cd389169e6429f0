// Named sets of filters, kept in this browser for the person who works at it. Nothing personal is kept: a telephone
// number that is searched for stays out of the address and out of the views.
import { useState } from 'react'

export type View = { name: string; filters: Record<string, string> }

const KEY = 'wufei.bookings.views'
const MOST = 20

function read(): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

const isView = (view: unknown): view is View =>
  typeof view === 'object' &&
  view !== null &&
  'name' in view &&
  typeof view.name === 'string' &&
  'filters' in view &&
  typeof view.filters === 'object' &&
  view.filters !== null

/** The person's own views; saving under a name that is there replaces it. */
export function useSavedViews(): { views: View[]; save: (view: View) => void; remove: (name: string) => void } {
  const [views, setViews] = useState(read)
  const write = (next: View[]): void => {
    setViews(next)
    localStorage.setItem(KEY, JSON.stringify(next))
  }
  return {
    views,
    save: (view) => write([...views.filter(({ name }) => name !== view.name), view].slice(-MOST)),
    remove: (name) => write(views.filter((view) => view.name !== name)),
  }
}
