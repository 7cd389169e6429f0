// Tables of places, sites and holidays that can be imported, in the columns in which they are exported.
import { cityRoles } from '@shared/actors'
import { shapers } from '@shared/places/desk-rows'
import type { ImportKind } from '../imports/kinds'
import { defineImport } from '../imports/kinds'
import { mayEditCalendar } from './calendar'
import { columns, examples } from './columns'
import { beginHolidays, checkYears, planHoliday, writeHolidays } from './holiday-rows'
import { beginPlaces, planPlace, rankOfPlace, writePlaces } from './place-rows'
import { forgetCalendar } from './places'
import { beginSites, planSite, writeSites } from './site-rows'

export const placesImports: readonly ImportKind[] = [
  defineImport({
    name: 'places',
    title: '地点',
    may: shapers,
    columns: columns.places,
    example: examples.places,
    begin: beginPlaces,
    rank: rankOfPlace,
    readRow: planPlace,
    applyRows: (tx, _actor, _context, writes) => writePlaces(tx, writes),
  }),
  defineImport({
    name: 'sites',
    title: '点位',
    may: shapers,
    columns: columns.sites,
    example: examples.sites,
    begin: beginSites,
    readRow: planSite,
    applyRows: (tx, _actor, _context, writes) => writeSites(tx, writes),
  }),
  defineImport({
    name: 'holidays',
    title: '节假日',
    may: cityRoles,
    mayToo: mayEditCalendar,
    columns: columns.holidays,
    example: examples.holidays,
    begin: beginHolidays,
    readRow: planHoliday,
    readAll: checkYears,
    applyRows: (tx, actor, { filename }, writes) => writeHolidays(tx, actor, writes, filename),
    finished: forgetCalendar,
  }),
]
