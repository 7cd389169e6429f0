// A server of its own with its own database, as a process beside: for benches and for the README's pictures.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = path.join(__dirname, '../..')

export type DemoServer = { url: string; end: () => Promise<void> }

/**
 * Starts it in demo mode on a free port; `end` stops it and removes its database. @param more flags of server/main.ts:
 * "--seed" fills in the demo city, "--no-jobs" runs no jobs @throws Error when it does not start
 */
export async function startDemoServer(...more: string[]): Promise<DemoServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wufei-demo-'))
  const server = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'server/main.ts'), ...more], {
    cwd: ROOT,
    env: { ...process.env, MONGODB_URI: '', DATA_DIR: dataDir, PORT: '0', APP_MODE: 'demo', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null && server.kill('SIGTERM')) await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith('{"listening"')) return { url: (JSON.parse(line) as { listening: string }).listening, end }
  }
  await end()
  throw new Error('the server did not start')
}
