// Routes of notices.
import { notices } from '@shared/notices/contract'
import type { Feature } from '../feature'
import { implement } from '../http/implement'
import {
  deliverNotice,
  eraseNotices,
  exportNotices,
  inbox,
  markRead,
  noticeSettings,
  recordConsent,
  switchKind,
  undelivered,
  unreadOf,
} from './notices'

const routes = implement(
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
})

export const noticesFeature: Feature = {
  name: 'notices',
  routes,
  outbox: { notice: deliverNotice },
  personalData: { export: exportNotices, erase: eraseNotices },
}
