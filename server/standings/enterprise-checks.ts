// What a run reads of 分类企业: the months of its quarter that somebody has checked by then.
import type { EnterpriseCheck } from '@shared/standings/enterprises'
import { monthOf } from '@shared/time'
import { now } from '../clock'
import { EnterpriseMonths, type EnterpriseMonthRecord } from './enterprises.model'

/** In the order of their ids. @param span days, both included */
export async function enterpriseChecks(area: string, span: { from: string; to: string }): Promise<EnterpriseCheck[]> {
  const found = await EnterpriseMonths.find({
    area,
    month: { $gte: monthOf(span.from), $lte: monthOf(span.to) },
    'check.at': { $lte: now() },
  })
    .sort({ _id: 1 })
    .lean<EnterpriseMonthRecord[]>()
  return found.flatMap(({ _id, organisationId, month, handled, declared, declaredBy, check }) =>
    check
      ? [
          {
            id: _id,
            place: organisationId,
            day: `${month}-01`,
            handled,
            declared,
            verified: check.verified,
            penalties: check.penalties,
            by: [declaredBy, check.by],
          },
        ]
      : [],
  )
}
