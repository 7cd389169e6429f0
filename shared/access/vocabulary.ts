// What a link may allow: looking at its one subject always, and the acts it names.
export const linkActs = ['answer'] as const
export type LinkAct = (typeof linkActs)[number]

/** To whom a link is sent. */
export const partyKinds = ['organisation', 'household'] as const
export type PartyKind = (typeof partyKinds)[number]

/** A link ends by itself after so many days. */
export const MAX_LINK_DAYS = 60
