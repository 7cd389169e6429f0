// How many messages are unread, at the top of every page.
import { Badge, Button } from 'antd'
import { useNavigate } from 'react-router'
import { day } from '@shared/look/tokens'
import { notices } from '@shared/notices/contract'
import { useRead } from '@/lib/query'
import { Icon } from '@/ui/Icon'

const REFETCH_MS = 60_000

export function Bell() {
  const { data } = useRead(notices.unread, {}, { refetchMs: REFETCH_MS })
  const navigate = useNavigate()
  const count = data?.count ?? 0
  return (
    <Badge count={count} color={day.bad} size="small" offset={[-6, 6]}>
      <Button
        type="text"
        aria-label={count > 0 ? `消息，${count}条未读` : '消息'}
        icon={<Icon name="bell" size={20} />}
        onClick={() => void navigate('/notices')}
      />
    </Badge>
  )
}
