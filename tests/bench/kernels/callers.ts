// Closed-loop callers over HTTP in a process of their own: each sends its next request when the last is answered.
// Usage: node callers.cjs <url of a list of paths as JSON file> <base url> <callers> <seconds>; prints { perSecond,
// p50, p99 } in ms.
import { readFileSync } from 'node:fs'
import http from 'node:http'

const [file = '', base = '', callers = '64', seconds = '4'] = process.argv.slice(2)
const paths = JSON.parse(readFileSync(file, 'utf8')) as string[]
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(callers) })
const times: number[] = []
let refused = 0

function once(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const from = performance.now()
    const request = http.get(`${base}${path}`, { agent }, (response) => {
      response.resume()
      response.on('end', () => {
        times.push(performance.now() - from)
        if (response.statusCode !== 200) refused += 1
        resolve()
      })
    })
    request.on('error', reject)
  })
}

async function caller(number: number, until: number): Promise<void> {
  for (let turn = number; performance.now() < until; turn += Number(callers))
    await once(paths[turn % paths.length] ?? '/')
}

async function main(): Promise<void> {
  const all = (until: number) =>
    Promise.all(Array.from({ length: Number(callers) }, (_unused, number) => caller(number, until)))
  await all(performance.now() + 1500)
  times.length = 0
  const from = performance.now()
  await all(from + Number(seconds) * 1000)
  const took = (performance.now() - from) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0
  console.log(JSON.stringify({ perSecond: times.length / took, p50: at(0.5), p99: at(0.99), refused }))
  agent.destroy()
}
void main()
