// Tells one process from another that later got the same number, so that nothing foreign is ever signalled.
// Reads /proc on Linux and asks ps elsewhere; where neither exists (Windows) it answers undefined, never a guess.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** When the process began, in a form that is only good for comparing; undefined when it does not run. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ask(['-o', 'lstart=', '-p', String(pid)])
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // the name in field 2 may hold blanks and brackets; what follows its last bracket is regular, state first
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields && fields[0] !== 'Z' ? fields[19] : undefined
}

/** The command line of a running process, its arguments joined by blanks; undefined when it does not run. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ask(['-ww', '-o', 'command=', '-p', String(pid)])
  const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return raw.replace(/\0+$/, '').split('\0').join(' ') || undefined
}

function ask(args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => execFile('ps', args, (_error, stdout) => resolve(stdout?.trim() || undefined)))
}
