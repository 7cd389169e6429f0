// Complaints as staff look for them from any page: by their number.
import { complaints, complaintStatusTexts } from '@shared/reports/complaints-contract'
import { asComplaintNumber } from '@shared/reports/complaints'
import { rolesOf } from '@shared/contract'
import { dayOf, showDay } from '@shared/time'
import { placesByIds } from '../places/places'
import type { SearchRow } from '../search'
import { Complaints, type ComplaintRecord } from './complaints.model'

export const reportsSearch: readonly SearchRow[] = [
  {
    kind: 'reports.complaints',
    title: '投诉、随手拍',
    may: rolesOf(complaints.desk.may),
    find: async ({ places, typed }) => {
      const number = asComplaintNumber(typed)
      if (!number) return []
      const found = await Complaints.findOne({ number, placePath: { $in: [...places] } }).lean<ComplaintRecord>()
      const [place] = found ? await placesByIds([found.placeId]) : []
      return found
        ? [
            {
              id: found._id,
              text: `${found.number} ${place?.name ?? ''}`,
              note: `${showDay(dayOf(found.at))} · ${complaintStatusTexts[found.status]}`,
              link: `/complaints?open=${found._id}`,
            },
          ]
        : []
    },
  },
]
