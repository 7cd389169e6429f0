// Lists of roles that several pages of the menu are shown to.
/** Everybody who works in the console. */
export const everyone = [
  'dispatcher',
  'subdistrictOfficer',
  'cityOfficer',
  'administrator',
  'communityWorker',
  'propertyManager',
  'auditor',
] as const
/** Who looks after the whole city. */
export const city = ['cityOfficer', 'administrator', 'auditor'] as const
