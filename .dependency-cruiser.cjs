// Who may import whom, each rule with its reason. tests/boundaries.test.ts plants a violation of each, so that a rule
// that stops matching fails. BOUNDARIES_ROOT lets the same rules run over those fixtures.
const { readdirSync } = require('node:fs')
const path = require('node:path')

const root = process.env.BOUNDARIES_ROOT ?? ''
const at = (pattern) => `^${root}${pattern}`
// A feature may know those before it, never those after it. Folders of features that are still to come have their place
// already, so that each is under every rule from its first file.
const order = [
  'places',
  'people',
  'files',
  'notices',
  'organisations',
  'access',
  'slots',
  'reviews',
  'guide',
  'ledger',
  'trainings',
  'rewards',
  'pickups',
  'runs',
  'shifts',
  'workoffs',
  'dropoffs',
  'changeovers',
  'farm',
  'facts',
  'reports',
  'inspections',
  'standings',
  'manifests',
  'cells',
  'campaigns',
  'visits',
  'pledges',
  'indicators',
  'operations',
]
// Rooms of the house itself: any feature may use them, and they know none.
const rooms = ['http', 'platform', 'papers', 'imports']
const notFeatures = [...rooms, 'dist', 'node_modules']
const features = order.join('|')

// A folder in no list would be under no rule, so it stops the check.
const folders = readdirSync(path.join(__dirname, root, 'server'), { withFileTypes: true })
for (const folder of folders) {
  if (folder.isDirectory() && !order.includes(folder.name) && !notFeatures.includes(folder.name)) {
    throw new Error(`server/${folder.name} is in no list of .dependency-cruiser.cjs: give it a place in \`order\`.`)
  }
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two things are one, or one is in the wrong place.',
      severity: 'error',
      from: { path: at('(shared|server|miniapp|admin)/') },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-is-pure',
      comment: 'Shared rules run in WeChat, browsers and Node: no framework, no IO.',
      severity: 'error',
      from: { path: at('shared/'), pathNot: '\\.test\\.ts$' },
      to: { pathNot: [at('shared/'), 'node_modules/(zod|dayjs)'] },
    },
    {
      name: 'zod-by-one-door',
      comment: 'shared/z.ts names what is used, so that clients do not carry all of zod.',
      severity: 'error',
      from: { path: at('(shared|miniapp|admin)/'), pathNot: at('shared/z\\.ts$') },
      to: { path: 'node_modules/zod/' },
    },
    {
      name: 'dayjs-by-one-door',
      comment: 'Calendar arithmetic lives in shared/time.ts.',
      severity: 'error',
      from: { path: at('(shared|server|miniapp)/'), pathNot: at('shared/time\\.ts$') },
      to: { path: 'node_modules/dayjs/' },
    },
    {
      name: 'clients-know-no-server',
      comment: 'Clients and server meet in contracts only.',
      severity: 'error',
      from: { path: at('(miniapp|admin)/src/') },
      to: { path: at('server/') },
    },
    {
      name: 'clients-know-not-each-other',
      comment: 'Two clients, two builds.',
      severity: 'error',
      from: { path: at('(miniapp|admin)/src/') },
      to: { path: at('(miniapp|admin)/src/'), pathNot: at('$1/src/').replace('^^', '^') },
    },
    {
      name: 'server-knows-no-client',
      comment: 'The server serves any client.',
      severity: 'error',
      from: { path: at('server/') },
      to: { path: at('(miniapp|admin)/') },
    },
    {
      name: 'client-features-stand-alone',
      comment: 'Features of a client meet in lib and ui, not in each other.',
      severity: 'error',
      from: { path: at('(miniapp|admin)/src/(?!pages|lib|ui|app|native)([a-z-]+)/') },
      to: { path: at('(miniapp|admin)/src/(?!lib|ui|native)[a-z-]+/'), pathNot: at('$1/src/$2/') },
    },
    {
      name: 'client-lib-below-features',
      comment: 'lib and ui know no feature.',
      severity: 'error',
      from: { path: at('(miniapp|admin)/src/(lib|ui)/') },
      to: { path: at('(miniapp|admin)/src/(?!lib|ui|native)[a-z-]+/') },
    },
    {
      name: 'models-are-private',
      comment: 'A feature is met through its operations, never its model or routes.',
      severity: 'error',
      from: { path: at(`server/(${features})/`) },
      to: { path: at(`server/(${features})/[^/]*\\.(model|routes)\\.ts$`), pathNot: at('server/$1/') },
    },
    {
      name: 'rows-are-private',
      comment: "A feature's row and its demo data are read only by the table of features.",
      severity: 'error',
      from: { path: at(`server/(${features})/`) },
      to: { path: at(`server/(${features})/(feature|seed)\\.ts$`), pathNot: at('server/$1/') },
    },
    {
      name: 'features-table-at-the-top',
      comment: 'What reaches every feature goes through the table, read only by what starts the server.',
      severity: 'error',
      from: { path: at('server/'), pathNot: at('server/(app|serve|main|wiring|demo-city|features)\\.ts$') },
      to: { path: at('server/features\\.ts$') },
    },
    ...order.flatMap((feature, index) => {
      const later = order.slice(index + 1)
      return later.length === 0
        ? []
        : [
            {
              name: `order-${feature}`,
              comment: `${feature} comes before ${later.join(', ')}.`,
              severity: 'error',
              from: { path: at(`server/${feature}/`) },
              to: { path: at(`server/(${later.join('|')})/`) },
            },
          ]
    }),
    {
      name: 'core-knows-no-feature',
      comment: 'What all features share knows no feature.',
      severity: 'error',
      from: {
        path: at(`server/([a-z-]+\\.ts$|(${rooms.join('|')})/)`),
        pathNot: at('server/(features|wiring|demo-city)\\.ts$'),
      },
      to: { path: at(`server/(${features})/`) },
    },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports is dead.',
      severity: 'error',
      from: {
        orphan: true,
        path: at('(shared|server)/'),
        pathNot: ['\\.test\\.ts$', '\\.d\\.ts$', at('server/main\\.ts$'), at('shared/z-thin\\.ts$')],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(dist|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
