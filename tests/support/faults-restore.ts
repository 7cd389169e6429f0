// `npm run restore`, for fault scripts that put a city back to a backup.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { secrets } from './faults'

/** As whoever is on duty types it; answers how it ended. */
export function restoreInto(
  uri: string,
  folder: string,
  dataDir: string,
  erasures: string,
): { code: number | null; text: string } {
  const script = path.resolve(__dirname, '../../scripts/restore.ts')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, folder, `--erasures=${erasures}`],
    {
      env: { ...process.env, ...secrets, APP_MODE: 'demo', MONGODB_URI: uri, DATA_DIR: dataDir },
      encoding: 'utf8',
    },
  )
  return { code: status, text: `${stdout}${stderr}` }
}
