// Marks on a map: a shape and a colour for each group, so that no group is told by its colour alone.
import { day, series } from '@shared/look/tokens'

export const shapes = ['circle', 'square', 'triangle', 'diamond', 'hexagon'] as const
export type Shape = (typeof shapes)[number]
export type Mark = { shape: Shape; colour: string }

/** The same for the same place in a list; 30 before one comes again. */
export const markOf = (index: number): Mark => ({
  shape: shapes[index % shapes.length] ?? 'circle',
  colour: series[index % series.length] ?? day.primary,
})

const paths: Readonly<Record<Shape, string>> = {
  circle: 'M13 2a11 11 0 1 1 0 22 11 11 0 0 1 0-22Z',
  square: 'M4 3h18a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Z',
  triangle: 'M13 1.5 25 23.5H1Z',
  diamond: 'M13 .5 25.5 13 13 25.5.5 13Z',
  hexagon: 'M7 2.5h12L25 13l-6 10.5H7L1 13Z',
}

/**
 * The mark as SVG. @param sign a number or one character in it; nothing that anybody typed @param isHollow what is done
 * already
 */
export function drawMark({ shape, colour }: Mark, sign: string, isHollow = false): string {
  const [fill, text] = isHollow ? [day.paper, colour] : [colour, day.paper]
  const drop = shape === 'triangle' ? 20 : 17
  const letters = sign ? `<text x="13" y="${drop}" text-anchor="middle" fill="${text}">${sign}</text>` : ''
  return `<svg viewBox="0 0 26 26" width="26" height="26" aria-hidden="true"><path d="${paths[shape]}" fill="${fill}" stroke="${isHollow ? colour : day.paper}" stroke-width="1.5"/>${letters}</svg>`
}
