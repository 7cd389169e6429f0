// Hands each feature what it needs of the outside and of the table of features, once, before the first request.
// The only file beside features.ts that knows features by name.
import { loadDevice } from './access/devices'
import { loadLink } from './access/links'
import type { Config } from './config'
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
import { configurePickups } from './pickups/crew-side'
import { configureCompanies } from './places/companies'
import { configurePlaces } from './places/moving'
import { realWeChat } from './platform/wechat'
import { demoShops } from './rewards/demo'
import { isCrewOfBooking } from './runs/crew-rights'
import { withdrawStop } from './runs/planning'
import { visitOf } from './runs/runs'
import { configureRoutes } from './runs/vroom'

export { requireStepUp }
/** How the actors of requests are read. */
export const actors: ActorLoaders = { person: loadActor, link: loadLink, device: loadDevice }

/** Called by serve() before the database is used. */
export function configureFeatures(config: Config): void {
  const wechat = config.wechat ? realWeChat(config.wechat) : null
  configurePeople({
    mode: config.mode,
    tokenSecret: config.tokenSecret,
    wechat,
    unreadOf,
    tell: notify,
    personalData: features.flatMap(({ name, personalData }) => (personalData ? [{ name, personalData }] : [])),
    onMerge: features.flatMap(({ onMerge }) => (onMerge ? [onMerge] : [])),
    onVacated: features.flatMap(({ onVacated }) => (onVacated ? [onVacated] : [])),
    onRoleEnded: features.flatMap(({ onRoleEnded }) => (onRoleEnded ? [onRoleEnded] : [])),
  })
  configureFiles({
    secret: config.tokenSecret,
    readers: Object.fromEntries(
      features.flatMap(({ name, mayReadFile }) => (mayReadFile ? [[name, mayReadFile]] : [])),
    ),
  })
  configurePlaces({
    livesAt: features.flatMap((feature) => [...(feature.livesAt ?? [])]),
    blocksMove: features.flatMap(({ blocksMove }) => (blocksMove ? [blocksMove] : [])),
  })
  configureCompanies(managingCompanies)
  configureOrganisations({
    uses: features.flatMap(({ usesOrganisation }) => (usesOrganisation ? [usesOrganisation] : [])),
  })
  configurePickups({ visitOf, isCrewOf: isCrewOfBooking, withdraw: withdrawStop })
  configureRoutes({ url: config.vroomUrl ?? null })
  configureNotices({
    templates: config.wechat?.templates ?? {},
    sender: wechat
      ? async (personId, { templateId, page, data }) => {
          const openid = await openIdOf(personId)
          if (openid) await wechat.sendSubscribeMessage({ openid, templateId, data, ...(page ? { page } : {}) })
        }
      : null,
  })
  configureImports(features.flatMap((feature) => [...(feature.imports ?? [])]))
  configureOperations({
    mode: config.mode,
    jobs: features.flatMap((feature) => [...(feature.jobs ?? [])]),
    checks: features.flatMap((feature) => [...(feature.qualityChecks ?? [])]),
    work: features.flatMap((feature) => [...(feature.work ?? [])]),
  })
}

/** Lines about who can sign in to the demo. */
export const demoAccounts = async (config: Config): Promise<string[]> => [
  ...(await demoPeople(config)),
  ...(await demoShops(config)),
]
