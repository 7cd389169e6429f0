// Whether an approved version holds today, will hold, or has given way to a newer one; versions that are not approved
// show nothing.
import { Tag } from 'antd'
import { dayOf } from '@shared/time'
import type { Rule } from './words'

export function InForce({ rule }: { rule: Rule }) {
  if (rule.inForce) return <Tag color="green">现行</Tag>
  if (rule.status !== 'active') return null
  return rule.validFrom > dayOf(new Date()) ? <Tag color="blue">还没到生效日</Tag> : <Tag>已有新版本</Tag>
}
