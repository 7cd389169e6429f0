// Runs one Taro build: `node scripts/build.js weapp|h5 [--watch]`; ends with Taro's own exit code.
// Before it, the guide's names are packed from its text files (scripts/build-guide-core.ts), the pages' configs written
// from the table of features (page-configs.ts), and the look's variables, icons and drawings (look.ts). After a build for
// browsers, their service worker (service-worker.ts).
// `--no-check`: Taro would otherwise ask a remote server whether config/index.ts is right.
const path = require('node:path')
const { spawn, spawnSync } = require('node:child_process')

const type = process.argv[2]
if (type !== 'weapp' && type !== 'h5') {
  console.error('which build? weapp or h5')
  process.exit(2)
}
const root = path.resolve(__dirname, '../..')
const before = [
  path.join(root, 'scripts/build-guide-core.ts'),
  ...['page-configs.ts', 'look.ts'].map((one) => path.join(__dirname, one)),
]
for (const script of before) {
  const made = spawnSync(process.execPath, [require.resolve('tsx/cli'), script], { cwd: root, stdio: 'inherit' })
  if (made.status !== 0) process.exit(made.status ?? 1)
}

const cli = path.join(path.dirname(require.resolve('@tarojs/cli/package.json')), 'bin/taro')
const child = spawn(process.execPath, [cli, 'build', '--type', type, '--no-check', ...process.argv.slice(3)], {
  cwd: path.resolve(__dirname, '..'),
  env: { ...process.env, NODE_ENV: process.argv.includes('--watch') ? 'development' : 'production' },
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  if (code !== 0 || type !== 'h5' || process.argv.includes('--watch')) process.exit(code ?? 1)
  const worker = path.join(__dirname, 'service-worker.ts')
  process.exit(spawnSync(process.execPath, [require.resolve('tsx/cli'), worker], { stdio: 'inherit' }).status ?? 1)
})
