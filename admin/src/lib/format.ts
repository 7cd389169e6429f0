// How instants and numbers are shown in the console: Shanghai time, units beside the number.
import { dayOf, clockOf, showInstant } from '@shared/time'

/** "2026-11-22 19:12" in Shanghai. */
export const fullTime = (iso: string | null): string => (iso ? `${dayOf(new Date(iso))} ${clockOf(new Date(iso))}` : '—')
/** "11月22日 19:12" */
export const shortTime = (iso: string | null): string => (iso ? showInstant(new Date(iso)) : '—')
/** 12345 → "12,345" */
export const withCommas = (value: number): string => value.toLocaleString('zh-CN')
