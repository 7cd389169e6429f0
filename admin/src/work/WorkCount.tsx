// How much waits, beside the title in the menu; red when some of it is late.
import { Badge } from 'antd'
import { day } from '@shared/look/tokens'
import { MAX_COUNTED } from '@shared/contract'
import { showCount, work } from '@shared/work/contract'
import { useRead } from '@/lib/query'

/** So often it is asked again while nobody does anything. */
const REFETCH_MS = 60_000

export function WorkCount() {
  const { data } = useRead(work.mine, {}, { refetchMs: REFETCH_MS })
  if (!data || data.rows.length === 0) return null
  const late = data.rows.some(({ counts }) => counts.late > 0)
  const total = data.rows.reduce((sum, { counts }) => sum + counts.late + counts.today + counts.later, 0)
  return <Badge count={showCount(Math.min(total, MAX_COUNTED))} color={late ? day.bad : day.primary} size="small" />
}
