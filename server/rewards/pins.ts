// The card at the community's desk: whose it is, and setting its PIN. The PIN itself is kept by people.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { type rewardsDesk } from '@shared/rewards/desk-contract'
import { rewardDesks } from '@shared/rewards/roles'
import { isWeakPin } from '@shared/rewards/rules'
import { householdByCode, type Household } from '../people/households'
import { setPin } from '../people/pins'

/** The household of a card in the worker's area. @throws DomainError HOUSEHOLD_CODE_UNKNOWN, HOUSEHOLD_CODE_REVOKED */
export async function householdOfCard(actor: Actor, code: string): Promise<Household> {
  const household = await householdByCode(code)
  if (!holdsRole(actor, rewardDesks, household.placePath)) throw new DomainError('HOUSEHOLD_CODE_UNKNOWN')
  return household
}

/** @throws DomainError REWARD_PIN_WEAK and those of the card */
export async function setCardPin(
  actor: Actor,
  { code, pin, how }: ParsedOf<typeof rewardsDesk.setPin>,
): Promise<OutputOf<typeof rewardsDesk.setPin>> {
  const household = await householdOfCard(actor, code)
  if (isWeakPin(pin)) throw new DomainError('REWARD_PIN_WEAK')
  return setPin(actor, household, { pin, how })
}
