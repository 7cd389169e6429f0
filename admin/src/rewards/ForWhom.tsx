// For whom a paper of the desk is printed: the holder of the card reads everything, a member what came after they
// joined.
import { Select } from 'antd'
import { longDay } from '@/lib/format'

type Props = {
  members: readonly { personId: string; name: string; since: string }[]
  value: string
  onChange: (personId: string) => void
}

/** @param value a member's id; '' for the holder of the card */
export function ForWhom({ members, value, onChange }: Props) {
  if (members.length === 0 && !value) return null
  const options = [
    { value: '', label: '给持卡人（全部明细）' },
    ...members.map((member) => ({
      value: member.personId,
      label: `给${member.name}（${longDay(member.since)}加入以后）`,
    })),
  ]
  return <Select aria-label="给谁打印" style={{ minWidth: 260 }} value={value} onChange={onChange} options={options} />
}

/** Printed where the page begins on the day a member joined. */
export function FromWhen({ since, what }: { since: string | null; what: string }) {
  return since ? (
    <p>
      只列出 {longDay(since)}加入这一户以后的{what}。
    </p>
  ) : null
}
