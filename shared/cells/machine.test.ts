// I50. Every state × action × relation: what is not written here is refused.
import { decide } from '../machine'
import { cellActions, cellMachine, cellRelations, type CellAction, type CellFacts, type CellRelation } from './machine'
import { cellStates, overStates, type CellState } from './vocabulary'

const facts: CellFacts = {
  isLetterSigned: true,
  hasVeto: false,
  roundsLeft: false,
  needsThird: false,
  openRectifications: false,
  isEnough: true,
  isNoticeOver: true,
  isUpheld: false,
  wasRenewed: false,
  isRevocationProposed: true,
  isFailed: false,
  isLight: false,
}

/** "state action relation → state", a line each: written apart from the table, so that a slip in one shows. */
const ALLOWED = `
draft|selfAssessed save member draft
returned save member returned
draft|selfAssessed assess member selfAssessed
draft|selfAssessed|returned sign responsible =
draft|selfAssessed move member draft
selfAssessed submit member submitted
draft|selfAssessed|submitted|returned|preliminaryOk|siteScheduled withdraw responsible withdrawn
submitted return reviewer returned
returned resubmit member submitted
submitted pass reviewer preliminaryOk
submitted decline reviewer declined
preliminaryOk schedule lead siteScheduled
siteScheduled refuseAssessor member preliminaryOk
siteScheduled cancelVisit lead|assessor preliminaryOk
siteScheduled score assessor siteScored
siteScored giveFeedback assessor|lead feedback
feedback|rectifying mend member rectifying
rectifying recheck assessor|lead rectifying
feedback|rectifying accept lead accepted
siteScored|feedback|rectifying|accepted decline lead declined
accepted announce lead publicNotice
publicNotice object public underObjection
underObjection resolve lead publicNotice
publicNotice grant system titled
titled|renewed beginLightCheck system|lead lightCheck
lightCheck closeLightCheck lead titled
titled|renewed|lightCheck beginReReview system|lead reReview
reReview renew lead renewed
titled|lightCheck|reReview|renewed suspend lead suspended
suspended resume lead titled
titled|lightCheck|reReview|renewed|suspended keepTitle lead =
titled|lightCheck|reReview|renewed|suspended revoke lead revoked
titled|lightCheck|reReview|renewed|suspended expire system expired
`

const expected = new Map<string, CellState>()
for (const row of ALLOWED.trim().split('\n')) {
  const [from = '', action = '', by = '', to = ''] = row.split(' ')
  for (const state of from.split('|'))
    for (const relation of by.split('|'))
      expected.set(`${state} ${action} ${relation}`, (to === '=' ? state : to) as CellState)
}

const got = (state: CellState, action: CellAction, relation: CellRelation, over: Partial<CellFacts> = {}) =>
  decide(cellMachine, state, action, [relation], { ...facts, ...over })

test('the product of states, actions and relations is the list, and nothing else', () => {
  const allowed = new Map<string, CellState>()
  for (const state of cellStates)
    for (const action of cellActions)
      for (const relation of cellRelations) {
        const decision = got(state, action, relation)
        if (decision.ok) allowed.set(`${state} ${action} ${relation}`, decision.to)
      }
  expect([...allowed].sort()).toEqual([...expected].sort())
  expect(cellStates.length * cellActions.length * cellRelations.length).toBeGreaterThan(4_000)
})

test('nothing leads out of what is over', () => {
  for (const state of overStates)
    for (const action of cellActions)
      for (const relation of cellRelations) expect(got(state, action, relation).ok).toBe(false)
})

test.each<[CellState, CellAction, CellRelation, Partial<CellFacts>, string]>([
  ['selfAssessed', 'submit', 'member', { hasVeto: true }, 'CELL_VETO'],
  ['selfAssessed', 'submit', 'member', { isLetterSigned: false }, 'CELL_LETTER_MISSING'],
  ['submitted', 'pass', 'reviewer', { hasVeto: true }, 'CELL_VETO'],
  ['submitted', 'decline', 'reviewer', { roundsLeft: true }, 'CELL_ROUNDS_LEFT'],
  ['siteScored', 'giveFeedback', 'lead', { needsThird: true }, 'CELL_THIRD_NEEDED'],
  ['siteScored', 'assignThird', 'lead', {}, 'WRONG_STATE'],
  ['rectifying', 'accept', 'lead', { openRectifications: true }, 'CELL_RECTIFY_OPEN'],
  ['feedback', 'accept', 'lead', { isEnough: false }, 'CELL_SCORE_LOW'],
  ['publicNotice', 'grant', 'system', { isNoticeOver: false }, 'WRONG_STATE'],
  ['preliminaryOk', 'schedule', 'lead', { isLight: true }, 'WRONG_STATE'],
  ['titled', 'revoke', 'lead', { isRevocationProposed: false }, 'WRONG_STATE'],
  ['reReview', 'renew', 'lead', { isEnough: false }, 'CELL_SCORE_LOW'],
])('%s %s by %s with %j: %s', (state, action, relation, over, code) => {
  expect(got(state, action, relation, over)).toEqual({ ok: false, code })
})

test('where the facts lead elsewhere', () => {
  expect(got('underObjection', 'resolve', 'lead', { isUpheld: true })).toEqual({ ok: true, to: 'declined' })
  expect(got('lightCheck', 'closeLightCheck', 'lead', { isFailed: true })).toEqual({ ok: true, to: 'suspended' })
  expect(got('lightCheck', 'closeLightCheck', 'lead', { wasRenewed: true })).toEqual({ ok: true, to: 'renewed' })
  expect(got('preliminaryOk', 'accept', 'lead', { isLight: true })).toEqual({ ok: true, to: 'accepted' })
})
