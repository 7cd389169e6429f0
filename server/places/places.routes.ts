// Routes of places, one line each.
import { places } from '@shared/places/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { implement } from '../http/implement'
import { listHolidayYears, setHolidayYear, showCalendar } from './calendar'
import { exportSheet } from './exports'
import { childrenOf, findCompounds, nearestSites, showArea, showSite, sitesOf } from './public'
import { outline } from './outline'
import { listMoves, movePlace } from './moving'
import { changeSettings, showSettings } from './settings'
import { sitePage } from './site-page'
import { createSite, getSiteForStaff, listSites, setSiteStatus, updateSite } from './sites'
import { archivePlace, createPlace, getPlace, listChildren, restorePlace, searchPlaces, updatePlace } from './tree'

export const placesRoutes = implement(
  'places',
  places,
)({
  findCompounds: (input) => findCompounds(input),
  childrenOf: (input) => childrenOf(input),
  area: ({ id }) => showArea(id),
  nearestSites: (input) => nearestSites(input),
  site: ({ id }) => showSite(id),
  sitesOf: (input) => sitesOf(input),
  sitePage: ({ id }) => sitePage(id),
  calendar: (input) => showCalendar(input),
})

export const placesDeskRoutes = implement(
  'placesDesk',
  placesDesk,
)({
  tree: (input, { actor }) => listChildren(actor, input),
  search: (input, { actor }) => searchPlaces(actor, input),
  outline: () => outline(),
  get: ({ id }, { actor }) => getPlace(actor, id),
  create: (input, { actor }) => createPlace(actor, input),
  update: (input, { actor }) => updatePlace(actor, input),
  archive: (input, { actor }) => archivePlace(actor, input),
  restore: (input, { actor }) => restorePlace(actor, input),
  move: (input, { actor }) => movePlace(actor, input),
  moves: (input, { actor }) => listMoves(actor, input),
  settings: ({ id }, { actor }) => showSettings(actor, id),
  setSettings: (input, { actor }) => changeSettings(actor, input),
  sites: (input, { actor }) => listSites(actor, input),
  siteForStaff: ({ id }, { actor }) => getSiteForStaff(actor, id),
  createSite: (input, { actor }) => createSite(actor, input),
  updateSite: (input, { actor }) => updateSite(actor, input),
  setSiteStatus: (input, { actor }) => setSiteStatus(actor, input),
  holidayYears: (_input, { actor }) => listHolidayYears(actor),
  setHolidayYear: (input, { actor }) => setHolidayYear(actor, input),
  exportSheet: (input, { actor }) => exportSheet(actor, input),
})
