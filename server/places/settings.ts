// An area's rules as its staff change them. Each change is a new version that is kept for ever, with who and why;
// what is decided by rules stores the version it was decided under. Writers name the version they have seen.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { placesDesk } from '@shared/places/desk-contract'
import { profiles } from '@shared/places/profiles'
import { contradictions, mayWithPlace } from '@shared/places/rules'
import type { AreaOverrides } from '@shared/places/settings'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { forgetSettings, profileOf, settingsOf } from './places'
import { Places, SettingsVersions, type SettingsVersion } from './places.model'
import { namesOn } from './present'
import { requireRight } from './tree'

const HISTORY = 20

/** Own and inherited rules with where each comes from. @throws DomainError NOT_FOUND */
export async function showSettings(actor: Actor, id: string): Promise<OutputOf<typeof placesDesk.settings>> {
  const place = await requireRight(actor, 'read', id)
  const { settings, version, sources } = await settingsOf(place)
  const profile = profiles[await profileOf(place)]
  const names = await namesOn([place.path])
  const history = await SettingsVersions.find({ placeId: id })
    .sort({ version: -1 })
    .limit(HISTORY)
    .lean<SettingsVersion[]>()
  return {
    placeId: id,
    own: place.settings ?? {},
    effective: settings,
    sources: Object.entries(sources).map(([field, placeId]) => ({
      field,
      placeId,
      placeName: names.get(placeId) ?? '',
    })),
    profile: profile.key,
    profileName: profile.name,
    profileNotes: [...profile.notes],
    version: place.settingsVersion,
    effectiveVersion: version,
    mayEdit: place.status === 'active' && mayWithPlace(actor, 'setRules', place.path),
    history: history.map((row) => ({
      version: row.version,
      changedAt: row.changedAt.toISOString(),
      changedBy: row.changedBy,
      reason: row.reason,
      settings: row.settings,
    })),
  }
}

/**
 * Replaces what the place itself sets; what is left out is inherited again.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, PLACE_ARCHIVED, CHANGED_MEANWHILE, SETTINGS_CONTRADICT
 */
export async function changeSettings(
  actor: Actor,
  input: ParsedOf<typeof placesDesk.setSettings>,
): Promise<OutputOf<typeof placesDesk.setSettings>> {
  const settings = withoutGaps(input.settings)
  const answer = await transaction(async (tx) => {
    const place = await requireRight(actor, 'setRules', input.id, tx)
    if (place.status !== 'active') throw new DomainError('PLACE_ARCHIVED')
    const version = input.version + 1
    const { matched } = await tx
      .on(Places)
      .updateOne(
        { _id: input.id, settingsVersion: input.version, status: 'active' },
        { $set: { settings, settingsVersion: version, updatedAt: now() } },
      )
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    const effective = await settingsOf(place, tx)
    const fields = contradictions(effective.settings)
    if (fields.length > 0) throw new DomainError('SETTINGS_CONTRADICT', { fields })
    await tx.on(SettingsVersions).insert({
      _id: `${input.id}:${version}`,
      placeId: input.id,
      version,
      settings,
      reason: input.reason,
      changedBy: actorId(actor),
      changedAt: now(),
    })
    await audit(tx, actor, {
      action: 'places.setSettings',
      subject: `places/${input.id}`,
      placePath: place.path,
      reason: input.reason,
      details: { before: place.settings ?? {}, after: settings, version },
    })
    return {
      placeId: input.id,
      own: settings,
      effective: effective.settings,
      version,
      effectiveVersion: effective.version,
    }
  })
  forgetSettings()
  return answer
}

/** Empty sections and absent values don't count as set. */
function withoutGaps(given: AreaOverrides): AreaOverrides {
  const sections = Object.entries(given).map(
    ([section, values]) =>
      [section, Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined))] as const,
  )
  return Object.fromEntries(sections.filter(([, values]) => Object.keys(values).length > 0)) as AreaOverrides
}
