// The inbox, what a person switched off, and how many subscription messages they still allow.
import { defineModel, type Document } from '../db'

export type Notice = Document & {
  personId: string
  kind: string
  title: string
  text: string
  link: string | null
  at: Date
  readAt: Date | null
  pushed: 'waiting' | 'sent' | 'none' | 'refused'
}

export const Notices = defineModel<Notice>(
  'Notice',
  'notices',
  {
    personId: { type: String, required: true },
    kind: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    link: { type: String, default: null },
    at: { type: Date, required: true },
    readAt: { type: Date, default: null },
    pushed: { type: String, required: true },
  },
  [
    { fields: { personId: 1, at: -1, _id: -1 } },
    { fields: { personId: 1, readAt: 1 } },
    { fields: { at: 1 }, expireAfterSeconds: 400 * 24 * 3600 },
  ],
)

export type NoticeSettings = Document & {
  off: string[]
  /** templateId → sends left; one consent is one send. */
  left: Map<string, number> | Record<string, number>
  /** Consents already counted, newest last, so that a repeat counts once. */
  counted: string[]
}

export const Settings = defineModel<NoticeSettings>('NoticeSettings', 'noticeSettings', {
  off: { type: [String], default: [] },
  left: { type: Map, of: Number, default: {} },
  counted: { type: [String], default: [] },
})
