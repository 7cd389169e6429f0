// What an applicant does after sending in: mending what the assessors found, and taking the application back.
import type { PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import type { cells } from '@shared/cells/contract'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { transaction } from '../db'
import { attachFiles, ownPictures } from '../files/files'
import { answerWith, fileSubject, PHOTO_PURPOSE } from './drafting'
import { MENDED } from './present'
import { cellReview } from './review'
import { load, take } from './steps'
import { tellAssessor } from './telling'
import { endVisit, openVisit, whenOf } from './visiting'

/** @throws DomainError NOT_FOUND, WRONG_STATE, CELL_PHOTO_MISSING */
export function mendRectification(
  actor: PersonActor,
  { id, rectificationId, note, photoIds }: ParsedOf<typeof cells.mend>,
): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const found = loaded.application.rectifications.find((one) => one.id === rectificationId)
    if (!found) throw new DomainError('NOT_FOUND')
    if (found.state !== 'open') throw new DomainError('WRONG_STATE')
    const own = await ownPictures(actor.personId, PHOTO_PURPOSE, photoIds)
    if (own.size < new Set(photoIds).size) throw new DomainError('CELL_PHOTO_MISSING')
    await attachFiles(tx, actor.personId, photoIds, fileSubject(id))
    const step = { at: now(), by: actor.personId, what: MENDED, note, photoIds }
    const after = await take(tx, actor, loaded, {
      action: 'mend',
      what: '报告一条已整改',
      set: {
        rectifications: loaded.application.rectifications.map((one) =>
          one.id === rectificationId ? { ...one, state: 'mended' as const, steps: [...one.steps, step] } : one,
        ),
      },
      details: { rectificationId },
    })
    const visit = [...loaded.visits].reverse().find(({ state, kind }) => state === 'signed' && kind === 'site')
    for (const { personId } of visit?.assessors ?? [])
      await tellAssessor(tx, personId, `rectifications/${rectificationId}/${found.steps.length}`, {
        title: `${loaded.application.subjectName}报告已整改`,
        text: `${found.text}：请复核。`,
      })
    return answerWith(tx, actor, loaded, after)
  })
}

/** The visit is off and nobody reviews it any more. @throws DomainError CELL_NOT_RESPONSIBLE */
export function withdrawApplication(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cells.withdraw>,
): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const after = await take(tx, actor, loaded, { action: 'withdraw', what: '撤回申报', reason, unset: ['dueOn'] })
    const visit = openVisit(loaded.visits)
    if (visit) {
      await endVisit(tx, visit, 'cancelled', { by: actor.personId, what: '申报撤回', reason })
      for (const { personId } of visit.assessors)
        await tellAssessor(tx, personId, `visits/${visit._id}/off`, {
          title: '现场评估取消了',
          text: `${whenOf(visit)}不去了，申请单位撤回了申报。`,
        })
    }
    await cellReview.withdraw(tx, actor, id, '申请单位撤回')
    return answerWith(tx, actor, await load(actor, id, tx), after)
  })
}
