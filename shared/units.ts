// Quantities are integers with the unit in their name: points, fen (1/100 yuan), grams, grams of CO₂e. They never
// convert silently.
import * as z from './z'

const MAX = 1_000_000_000_000

export const Points = z.int().min(-MAX).max(MAX)
export const Fen = z.int().min(-MAX).max(MAX)
/** Mass in grams; one weigh-in never exceeds 100 t. */
export const Grams = z.int().min(0).max(100_000_000)
export const CarbonGrams = z.int().min(-MAX).max(MAX)

export const units = ['points', 'fen', 'carbonGrams'] as const
export type Unit = (typeof units)[number]

/** 1234 g → "1.23 kg"; below one kilogram in grams. */
export function showGrams(grams: number): string {
  return Math.abs(grams) < 1000 ? `${grams}克` : `${trimZeros((grams / 1000).toFixed(2))}千克`
}

/** Grams of CO₂e as kg with two digits: 12345 → "12.35 kgCO₂e". */
export function showCarbon(grams: number): string {
  return `${trimZeros((grams / 1000).toFixed(2))} kgCO₂e`
}

/** 12345 → "12,345" */
export const withCommas = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** Fen as yuan: 3050 → "30.50元". */
export function showFen(fen: number): string {
  return `${(fen / 100).toFixed(2)}元`
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal
}
