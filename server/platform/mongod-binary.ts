// Runs a mongod just far enough to learn its version, and says in words why one can't run here
// (missing shared library, processor too old, too old a version). Touches nothing else.
import { execFile } from 'node:child_process'
import { DatabaseUnavailable, reasonOf } from './database-error'

/** The oldest MongoDB the product is tested on. */
export const OLDEST_MONGOD = '6.0'

const PACKAGES: Record<string, { apt: string; dnf: string }> = {
  'libcurl.so.4': { apt: 'libcurl4', dnf: 'libcurl' },
  'libssl.so.3': { apt: 'libssl3', dnf: 'openssl-libs' },
  'libcrypto.so.3': { apt: 'libssl3', dnf: 'openssl-libs' },
  'liblzma.so.5': { apt: 'liblzma5', dnf: 'xz-libs' },
}

/** What asking a mongod for its version gave. */
export type Probe =
  | { kind: 'works'; version: string }
  | { kind: 'absent' }
  | { kind: 'library'; library: string }
  | { kind: 'unfit'; reason: string }

/** Asks `command` (a path, or a name looked up on PATH) for its version. Never throws. */
export function probeMongod(command: string): Promise<Probe> {
  return new Promise((resolve) => {
    execFile(command, ['--version'], { timeout: 15_000 }, (error, stdout, stderr) => {
      if (error && 'code' in error && error.code === 'ENOENT') return resolve({ kind: 'absent' })
      const library = /error while loading shared libraries: ([^:\s]+):/.exec(stderr)?.[1]
      if (library) return resolve({ kind: 'library', library })
      if (error?.signal === 'SIGILL') return resolve({ kind: 'unfit', reason: '处理器太旧,不支持 AVX 指令' })
      const version = /db version v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1]
      if (!version) return resolve({ kind: 'unfit', reason: reasonOf(stderr || error || '没有报出版本号') })
      if (Number(version.split('.')[0]) < Number(OLDEST_MONGOD.split('.')[0])) {
        return resolve({ kind: 'unfit', reason: `版本 ${version} 太旧,需要 ${OLDEST_MONGOD} 以上` })
      }
      resolve({ kind: 'works', version })
    })
  })
}

/** The sentence for a shared library that the system lacks, with the one command that installs it. */
export function missingLibrary(library: string, osRelease: string): DatabaseUnavailable {
  const known = PACKAGES[library]
  const redHat = /^ID(_LIKE)?=.*(rhel|fedora|centos)/m.test(osRelease)
  const command = redHat
    ? `sudo dnf install -y ${known?.dnf ?? `'*/${library}'`}`
    : `sudo apt-get install -y ${known?.apt ?? library.replace(/\.so\.?/, '')}`
  return new DatabaseUnavailable(`数据库程序 mongod 缺少系统库 ${library},请先执行一次:${command} ,然后重新启动。`)
}
