// Who may do what with an application in which state. Everything that is not a row here is refused.
import type { ErrorCode } from '../errors'
import type { Transition } from '../machine'
import { heldStates, type CellState } from './vocabulary'

export const cellActions = [
  'save',
  'assess',
  'sign',
  'move',
  'submit',
  'withdraw',
  'return',
  'resubmit',
  'pass',
  'decline',
  'schedule',
  'refuseAssessor',
  'cancelVisit',
  'score',
  'assignThird',
  'scoreThird',
  'giveFeedback',
  'mend',
  'recheck',
  'accept',
  'announce',
  'object',
  'resolve',
  'grant',
  'beginLightCheck',
  'closeLightCheck',
  'beginReReview',
  'renew',
  'suspend',
  'resume',
  'proposeRevoke',
  'keepTitle',
  'revoke',
  'expire',
] as const
export type CellAction = (typeof cellActions)[number]
/**
 * `member`: belongs to the applicant now; `responsible`: its responsible person; `reviewer`: looks at the papers;
 * `lead`: arranges visits, accepts, titles; `assessor`: of the visit under way; `public`: anybody else who has signed
 * in.
 */
export const cellRelations = ['member', 'responsible', 'reviewer', 'lead', 'assessor', 'public', 'system'] as const
export type CellRelation = (typeof cellRelations)[number]

export type CellFacts = {
  /** Signed over the application as it stands, by the responsible person of today. */
  isLetterSigned: boolean
  hasVeto: boolean
  /** Items that have gone back fewer than two times and could still be put right. */
  roundsLeft: boolean
  /** Site and review are further apart than the table allows and no third assessor has scored. */
  needsThird: boolean
  openRectifications: boolean
  /** The final score reaches the line of the table, no required item is without a point. */
  isEnough: boolean
  isNoticeOver: boolean
  isUpheld: boolean
  wasRenewed: boolean
  /** Somebody has proposed to revoke it; a second person decides. */
  isRevocationProposed: boolean
  isFailed: boolean
  /** A light one: nobody comes. */
  isLight: boolean
}

type When = (facts: CellFacts) => ErrorCode | null
const letter: When = ({ isLetterSigned }) => (isLetterSigned ? null : 'CELL_LETTER_MISSING')
const noVeto: When = ({ hasVeto }) => (hasVeto ? 'CELL_VETO' : null)
const both =
  (...all: When[]): When =>
  (facts) =>
    all.reduce<ErrorCode | null>((code, when) => code ?? when(facts), null)
const roundsUsed: When = ({ hasVeto, roundsLeft }) => (hasVeto || !roundsLeft ? null : 'CELL_ROUNDS_LEFT')
const thirdDone: When = ({ needsThird }) => (needsThird ? 'CELL_THIRD_NEEDED' : null)
const thirdWanted: When = ({ needsThird }) => (needsThird ? null : 'WRONG_STATE')
const mended: When = ({ openRectifications }) => (openRectifications ? 'CELL_RECTIFY_OPEN' : null)
const enough: When = ({ isEnough }) => (isEnough ? null : 'CELL_SCORE_LOW')
const only =
  (is: (facts: CellFacts) => boolean): When =>
  (facts) =>
    is(facts) ? null : 'WRONG_STATE'

const reviewed = ['siteScored', 'feedback', 'rectifying', 'accepted'] as const
const held = heldStates
const revocable = [...heldStates, 'suspended'] as const

export const cellMachine: readonly Transition<CellState, CellAction, CellRelation, CellFacts>[] = [
  { from: ['draft', 'selfAssessed'], action: 'save', by: ['member'], to: 'draft' },
  { from: ['returned'], action: 'save', by: ['member'], to: 'returned' },
  { from: ['draft', 'selfAssessed'], action: 'assess', by: ['member'], to: 'selfAssessed' },
  { from: ['draft'], action: 'sign', by: ['responsible'], to: 'draft' },
  { from: ['selfAssessed'], action: 'sign', by: ['responsible'], to: 'selfAssessed' },
  { from: ['returned'], action: 'sign', by: ['responsible'], to: 'returned' },
  { from: ['draft', 'selfAssessed'], action: 'move', by: ['member'], to: 'draft' },
  { from: ['selfAssessed'], action: 'submit', by: ['member'], when: both(noVeto, letter), to: 'submitted' },
  {
    from: ['draft', 'selfAssessed', 'submitted', 'returned', 'preliminaryOk', 'siteScheduled'],
    action: 'withdraw',
    by: ['responsible'],
    to: 'withdrawn',
  },
  { from: ['submitted'], action: 'return', by: ['reviewer'], to: 'returned' },
  { from: ['returned'], action: 'resubmit', by: ['member'], when: letter, to: 'submitted' },
  { from: ['submitted'], action: 'pass', by: ['reviewer'], when: noVeto, to: 'preliminaryOk' },
  { from: ['submitted'], action: 'decline', by: ['reviewer'], when: roundsUsed, to: 'declined' },
  { from: ['preliminaryOk'], action: 'schedule', by: ['lead'], when: only((it) => !it.isLight), to: 'siteScheduled' },
  {
    from: ['preliminaryOk'],
    action: 'accept',
    by: ['lead'],
    when: both(
      only((it) => it.isLight),
      enough,
    ),
    to: 'accepted',
  },
  { from: ['siteScheduled'], action: 'refuseAssessor', by: ['member'], to: 'preliminaryOk' },
  { from: ['siteScheduled'], action: 'cancelVisit', by: ['lead', 'assessor'], to: 'preliminaryOk' },
  { from: ['siteScheduled'], action: 'score', by: ['assessor'], to: 'siteScored' },
  { from: ['siteScored'], action: 'assignThird', by: ['lead'], when: thirdWanted, to: 'siteScored' },
  { from: ['siteScored'], action: 'scoreThird', by: ['assessor'], when: thirdWanted, to: 'siteScored' },
  { from: ['siteScored'], action: 'giveFeedback', by: ['assessor', 'lead'], when: thirdDone, to: 'feedback' },
  { from: ['feedback', 'rectifying'], action: 'mend', by: ['member'], to: 'rectifying' },
  { from: ['rectifying'], action: 'recheck', by: ['assessor', 'lead'], to: 'rectifying' },
  { from: ['feedback', 'rectifying'], action: 'accept', by: ['lead'], when: both(enough, mended), to: 'accepted' },
  { from: reviewed, action: 'decline', by: ['lead'], to: 'declined' },
  { from: ['accepted'], action: 'announce', by: ['lead'], when: enough, to: 'publicNotice' },
  { from: ['publicNotice'], action: 'object', by: ['public'], to: 'underObjection' },
  { from: ['underObjection'], action: 'resolve', by: ['lead'], when: only((it) => it.isUpheld), to: 'declined' },
  { from: ['underObjection'], action: 'resolve', by: ['lead'], when: only((it) => !it.isUpheld), to: 'publicNotice' },
  { from: ['publicNotice'], action: 'grant', by: ['system'], when: only((it) => it.isNoticeOver), to: 'titled' },
  { from: ['titled', 'renewed'], action: 'beginLightCheck', by: ['system', 'lead'], to: 'lightCheck' },
  { from: ['lightCheck'], action: 'closeLightCheck', by: ['lead'], when: only((it) => it.isFailed), to: 'suspended' },
  { from: ['lightCheck'], action: 'closeLightCheck', by: ['lead'], when: only((it) => it.wasRenewed), to: 'renewed' },
  { from: ['lightCheck'], action: 'closeLightCheck', by: ['lead'], to: 'titled' },
  { from: ['titled', 'renewed', 'lightCheck'], action: 'beginReReview', by: ['system', 'lead'], to: 'reReview' },
  { from: ['reReview'], action: 'renew', by: ['lead'], when: enough, to: 'renewed' },
  { from: held, action: 'suspend', by: ['lead'], to: 'suspended' },
  { from: ['suspended'], action: 'resume', by: ['lead'], when: only((it) => it.wasRenewed), to: 'renewed' },
  { from: ['suspended'], action: 'resume', by: ['lead'], to: 'titled' },
  ...revocable.map((state) => ({
    from: [state],
    action: 'proposeRevoke' as const,
    by: ['lead'] as const,
    when: only((it) => !it.isRevocationProposed),
    to: state,
  })),
  ...revocable.map((state) => ({
    from: [state],
    action: 'keepTitle' as const,
    by: ['lead'] as const,
    when: only((it) => it.isRevocationProposed),
    to: state,
  })),
  { from: revocable, action: 'revoke', by: ['lead'], when: only((it) => it.isRevocationProposed), to: 'revoked' },
  { from: [...held, 'suspended'], action: 'expire', by: ['system'], to: 'expired' },
]

/** The table as a Mermaid state diagram. */
export function cellDiagram(): string {
  const lines = cellMachine.flatMap(({ from, action, to }) =>
    from.filter((one) => one !== to).map((one) => `  ${one} --> ${to}: ${action}`),
  )
  return ['stateDiagram-v2', '  [*] --> draft', ...new Set(lines)].join('\n')
}
