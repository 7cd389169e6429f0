// Filters live in the address, so that a list can be bookmarked, sent to a colleague and walked back to:
// each choice is a step of the browser's history.
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

/** `[filters, set]`; empty values leave the address. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (change: Partial<Record<Name, string | undefined>>) => void] {
  const [parameters, setParameters] = useSearchParams()
  const filters = useMemo(() => {
    const entries = names.map((name) => [name, parameters.get(name)] as const).filter(([, value]) => value)
    return Object.fromEntries(entries) as Partial<Record<Name, string>>
  }, [names, parameters])
  const set = useCallback(
    (change: Partial<Record<Name, string | undefined>>) => {
      const next = new URLSearchParams(parameters)
      for (const [name, value] of Object.entries(change) as [Name, string | undefined][]) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      if (next.toString() !== parameters.toString()) setParameters(next)
    },
    [parameters, setParameters],
  )
  return [filters, set]
}
