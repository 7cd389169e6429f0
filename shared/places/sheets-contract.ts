// Sheets of places, sites and holidays to take away, in the columns in which they are imported.
import { route } from '../contract'
import { Id } from '../ids'
import * as z from '../z'
import { readerRoles } from './rules'
import { ImportKindName } from './schemas'

const SheetFormat = z.enum(['csv', 'xlsx'])
const FileOutput = z.string()

/** Part of the contract `placesDesk`. */
export const sheetRoutes = {
  exportSheet: route({
    method: 'GET',
    path: '/api/places/exports/:what',
    may: readerRoles,
    stepUp: true,
    answer: 'file',
    input: z.strictObject({ what: ImportKindName, format: SheetFormat, placeId: Id.optional() }),
    output: FileOutput,
    errors: ['NOT_FOUND', 'EXPORT_TOO_LONG'],
    summary: '导出地点、点位或节假日（可改后再导入）',
  }),
}
