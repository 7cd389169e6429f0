// The row of standings in the table of features: the published lists and how they come about.
import type { Feature } from '../feature'
import { living } from '../living'
import { eraseNominations, exportNominations } from './awards-call'
import { enterpriseWork, moveMonths } from './enterprises'
import { useOrigin } from './page-frame'
import { erasePhotos, mayReadPhoto } from './photos'
import { seedStandings } from './seed'
import { listImport } from './standings-import'
import { Entries, Objections, Replies, type ObjectionRecord, type ReplyRecord } from './standings.model'
import { standingsJobs } from './standings-jobs'
import { standingsRoutes } from './standings.routes'
import { standingsWork } from './work'

export const standingsFeature: Feature = {
  name: 'standings',
  routes: standingsRoutes,
  configure: ({ publicUrl }) => useOrigin(publicUrl),
  imports: [listImport],
  jobs: standingsJobs,
  seed: seedStandings,
  mayReadFile: mayReadPhoto,
  work: [...standingsWork, enterpriseWork],
  // until it is published, an entry is seen and answered where its place lies now
  livesAt: [living(Entries, { isPublished: false }), living(Objections, { status: 'open' })],
  onOrganisationMerged: async (tx, fromId, intoId) => {
    const moved = await tx
      .on(Entries)
      .updateMany({ companyId: fromId, isPublished: false }, { $set: { companyId: intoId } })
    return moved + (await moveMonths(tx, fromId, intoId))
  },
  personalData: {
    export: async (personId) => ({
      objections: (await Objections.find({ by: personId }).sort({ at: 1 }).lean<ObjectionRecord[]>()).map(
        ({ _id, period, name, text, status, at }) => ({ id: _id, period, name, text, status, at }),
      ),
      replies: (await Replies.find({ by: personId }).sort({ at: 1 }).lean<ReplyRecord[]>()).map(
        ({ _id, side, text, at }) => ({ id: _id, side, text, at }),
      ),
      nominations: await exportNominations(personId),
    }),
    // what was said for a community or a company stays; who said it does not
    erase: async (tx, personId) => {
      await tx.on(Objections).updateMany({ by: personId }, { $set: { by: 'erased' } })
      await tx.on(Replies).updateMany({ by: personId }, { $set: { by: 'erased' } })
      await erasePhotos(tx, personId)
      await eraseNominations(tx, personId)
    },
  },
}
