// What farms bring back to a shop: packaging of pesticides and used film. Their names, and what they are counted in.
export const farmThings = ['bottle', 'bag', 'film'] as const
export type FarmThing = (typeof farmThings)[number]

export const farmThingNames: Readonly<Record<FarmThing, string>> = { bottle: '农药瓶', bag: '农药袋', film: '农膜' }

/** Pieces; film is weighed, in grams. */
export const isWeighed = (thing: FarmThing): boolean => thing === 'film'

/** "12个", "3.50千克" */
export const showFarmAmount = (thing: FarmThing, amount: number): string =>
  isWeighed(thing) ? `${(amount / 1000).toFixed(2)}千克` : `${amount}个`
