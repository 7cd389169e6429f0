// The house: one row a feature, in the order in which they may know each other. Only app.ts, main.ts and start.ts read it.
import type { Feature } from './feature'

export const features: readonly Feature[] = []
