// Hands each feature what it needs of the outside and of the table of features, once, before the first request. Knows
// by name only those that the others build on (people, places, files, notices, organisations, imports, operations);
// what another one needs stands in its row (`configure`).
import { loadDevice } from './access/devices'
import { loadLink } from './access/links'
import type { Config } from './config'
import type { Feature } from './feature'
import { features } from './features'
import { configureFiles } from './files/files'
import { configureImports } from './imports/kinds'
import { configureNotices } from './notices/notices'
import type { ActorLoaders } from './http/auth'
import { notify, unreadOf } from './notices/notices'
import { configureOperations } from './operations/operations'
import { managingCompanies } from './organisations/companies'
import { configureOrganisations } from './organisations/organisations'
import { demoPeople } from './people/demo'
import { loadActor, openIdOf } from './people/sessions'
import { configurePeople } from './people/settings'
import { requireStepUp } from './people/staff-sign-in'
import { configureCompanies } from './places/companies'
import { configurePlaces } from './places/moving'
import { realWeChat } from './platform/wechat'

export { requireStepUp }
/** How the actors of requests are read. */
export const actors: ActorLoaders = { person: loadActor, link: loadLink, device: loadDevice }

/**
 * Called by serve() before the database is used. @param rows the table of features; a test adds one of its own
 */
export function configureFeatures(config: Config, rows: readonly Feature[] = features): void {
  const wechat = config.wechat ? realWeChat(config.wechat) : null
  configurePeople({
    mode: config.mode,
    tokenSecret: config.tokenSecret,
    wechat,
    unreadOf,
    tell: notify,
    personalData: rows.flatMap(({ name, personalData }) => (personalData ? [{ name, personalData }] : [])),
    onMerge: rows.flatMap(({ onMerge }) => (onMerge ? [onMerge] : [])),
    onVacated: rows.flatMap(({ onVacated }) => (onVacated ? [onVacated] : [])),
    onRoleEnded: rows.flatMap(({ onRoleEnded }) => (onRoleEnded ? [onRoleEnded] : [])),
  })
  configureFiles({
    secret: config.tokenSecret,
    readers: Object.fromEntries(rows.flatMap(({ name, mayReadFile }) => (mayReadFile ? [[name, mayReadFile]] : []))),
  })
  configurePlaces({
    livesAt: rows.flatMap((feature) => [...(feature.livesAt ?? [])]),
    blocksMove: rows.flatMap(({ blocksMove }) => (blocksMove ? [blocksMove] : [])),
  })
  configureCompanies(managingCompanies)
  configureOrganisations({
    uses: rows.flatMap(({ usesOrganisation }) => (usesOrganisation ? [usesOrganisation] : [])),
    moves: rows.flatMap(({ onOrganisationMerged }) => (onOrganisationMerged ? [onOrganisationMerged] : [])),
  })
  configureNotices({
    templates: config.wechat?.templates ?? {},
    sender: wechat
      ? async (personId, { templateId, page, data }) => {
          const openid = await openIdOf(personId)
          if (openid) await wechat.sendSubscribeMessage({ openid, templateId, data, ...(page ? { page } : {}) })
        }
      : null,
  })
  for (const { configure } of rows) configure?.(config)
  configureImports(rows.flatMap((feature) => [...(feature.imports ?? [])]))
  configureOperations({
    mode: config.mode,
    map: config.map,
    jobs: rows.flatMap((feature) => [...(feature.jobs ?? [])]),
    checks: rows.flatMap((feature) => [...(feature.qualityChecks ?? [])]),
    work: rows.flatMap((feature) => [...(feature.work ?? [])]),
    figures: rows.flatMap((feature) => [...(feature.figures ?? [])]),
    search: rows.flatMap((feature) => [...(feature.search ?? [])]),
  })
}

/** Lines about who can sign in to the demo. */
export async function demoAccounts(config: Config): Promise<string[]> {
  const lines = await demoPeople(config)
  for (const { demoAccounts: more } of features) lines.push(...((await more?.(config)) ?? []))
  return lines
}
