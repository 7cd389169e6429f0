// Jest's projects: one kind of test each, chosen with --selectProjects. A project that needs the database names
// globalSetup; jest runs it once for all selected projects that name it, and not at all when none does.
const { existsSync } = require('node:fs')
const path = require('node:path')

const rootDir = path.join(__dirname, '..')
const withDatabase = ['api', 'jobs', 'flows', 'ledger', 'e2e', 'miniapp']

const swc = (parser) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    jsc: { parser, target: 'es2022', transform: { react: { runtime: 'automatic' } } },
    module: { type: 'commonjs' },
  },
]

const project = (displayName, testMatch) => ({
  displayName,
  rootDir,
  // only where tests and sources lie: build folders and dependencies are not crawled
  roots: ['shared', 'server', 'tests', 'miniapp/src', 'admin/src']
    .map((each) => path.join(rootDir, each))
    .filter((each) => existsSync(each)),
  testMatch: testMatch.map((each) => `<rootDir>/${each}`),
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'json', 'node'],
  transform: {
    '\\.ts$': swc({ syntax: 'typescript', tsx: false }),
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    '\\.(js|jsx|mjs)$': swc({ syntax: 'ecmascript', jsx: true }),
  },
  // @scure and @noble ship only ES modules;
  // the driver learns the operating system's name by import(), which jest refuses in a CommonJS file that it runs
  // as it is (and the driver then sends a handshake that mongod rejects); compiled, it becomes a require
  transformIgnorePatterns: ['/node_modules/(?!@scure/|@noble/|.*mongodb/lib/runtime_adapters)'],
  moduleNameMapper: { '^@shared/(.*)$': '<rootDir>/shared/$1', '^@server/(.*)$': '<rootDir>/server/$1' },
  ...(withDatabase.includes(displayName) && {
    globalSetup: path.join(__dirname, 'support/start-database.ts'),
    globalTeardown: path.join(__dirname, 'support/stop-database.ts'),
  }),
})

module.exports = {
  rootDir,
  testTimeout: 30_000,
  // a worker that has grown is replaced between two suites, long before its heap is full
  workerIdleMemoryLimit: '2GB',
  testSequencer: path.join(__dirname, 'support/longest-first.js'),
  reporters: ['default', path.join(__dirname, 'support/run-report.js')],
  projects: [
    project('rules', [
      'shared/**/*.test.ts',
      'server/**/*.test.ts',
      'admin/src/**/*.test.{ts,tsx}',
      'miniapp/src/**/*.test.{ts,tsx}',
    ]),
    project('api', ['tests/api/**/*.test.ts']),
    project('jobs', ['tests/jobs/**/*.test.ts']),
    project('flows', ['tests/flows/**/*.test.ts']),
    project('ledger', ['tests/ledger/**/*.test.ts']),
    project('miniapp', ['tests/miniapp/**/*.test.{ts,tsx}']),
    project('native', ['tests/native/**/*.test.{ts,tsx}']),
    project('e2e', ['tests/e2e/**/*.test.ts']),
    project('tidy', ['tests/{tidy,boundaries}*.test.ts', 'tests/platform/**/*.test.ts']),
  ],
}
