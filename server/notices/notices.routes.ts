// Routes of notices.
import { notices } from '@shared/notices/contract'
import { implement } from '../http/implement'
import {
  inbox,
  markRead,
  noticeSettings,
  recordConsent,
  sendUndelivered,
  switchKind,
  undelivered,
  unreadOf,
} from './notices'

export const noticesRoutes = implement(
  'notices',
  notices,
)({
  inbox: (input, { actor }) => inbox(actor, input),
  unread: async (_input, { actor }) => ({ count: actor.kind === 'person' ? await unreadOf(actor.personId) : 0 }),
  markRead: (input, { actor }) => markRead(actor, input),
  settings: (_input, { actor }) => noticeSettings(actor),
  switchKind: (input, { actor }) => switchKind(actor, input),
  recordConsent: (input, { actor }) => recordConsent(actor, input),
  undelivered: (input) => undelivered(input),
  sendAgain: (input, { actor }) => sendUndelivered(actor, input),
})
