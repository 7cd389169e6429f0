// Routes of residents: what can be booked, booking, and everything that may follow.
import { pickups } from '@shared/pickups/contract'
import { implement } from '../http/implement'
import { correctContact } from './contact'
import { contest } from './contests'
import { reportMissed } from './missed'
import { bookPickup, cancelPickup, listMine, ratePickup, showPickup } from './pickups'
import { amendPickup } from './pickups-amend'
import { extendHold, holdSeat, releaseHold } from './pickups-holds'
import { advise, freeDates, showCatalogue } from './pickups-offers'
import { freePieces, quote } from './pickups-quote'

export const pickupsRoutes = implement(
  'pickups',
  pickups,
)({
  freeDates: (input, { actor }) => freeDates(actor, input),
  catalogue: (input) => showCatalogue(input),
  advise: (input) => advise(input),
  freePieces: (input, { actor }) => freePieces(actor, input),
  quote: (input, { actor }) => quote(actor, input),
  hold: (input, { actor }) => holdSeat(actor, input),
  extendHold: (input, { actor }) => extendHold(actor, input),
  releaseHold: (input, { actor }) => releaseHold(actor, input),
  book: (input, { actor }) => bookPickup(actor, input),
  mine: (input, { actor }) => listMine(actor, input),
  show: (input, { actor }) => showPickup(actor, input),
  amend: (input, { actor }) => amendPickup(actor, input),
  correctContact: (input, { actor }) => correctContact(actor, input),
  cancel: (input, { actor }) => cancelPickup(actor, input),
  reportMissed: (input, { actor }) => reportMissed(actor, input),
  contest: (input, { actor }) => contest(actor, input),
  rate: (input, { actor }) => ratePickup(actor, input),
})
