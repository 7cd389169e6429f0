// Whose bins the answers name: the region and town or countryside, as chosen on this phone. Relies on the session.
import type { At } from '@shared/guide/answer'
import type { Region } from '@shared/guide/contract'
import { useSession } from '@/lib/session'

const regions: readonly Region[] = ['xuchang', 'anyang', 'yanshi']

/** The pilot's own region until another is chosen or told by the server. */
export function useAt(): At {
  const region = useSession((state) => state.region)
  const rural = useSession((state) => state.rural)
  return { region: regions.find((each) => each === region) ?? 'xuchang', rural }
}
