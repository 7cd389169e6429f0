// No feature keeps a copy of what the room of reviews does: taking late questions up, following merged households, and
// comparing persons to find out who may not decide. Each rule proves on a planted copy that it can fail.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(__dirname, '..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'server/*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

/** A revisit that was promised is work to be done, not a question to be decided. */
const revisits = ['server/pickups/missed.ts', 'server/pickups/bookings.model.ts', 'server/pickups/feature.ts']

const rules: { what: string; pattern: RegExp; planted: string; except: readonly string[] }[] = [
  {
    what: 'takes late questions up by itself',
    pattern: /escalate[A-Z(]|escalatedAt/,
    planted: 'await tx.on(Contests).updateOne({ _id }, { $set: { escalatedAt: now() } })',
    except: revisits,
  },
  {
    what: 'follows merged households by itself',
    pattern: /function followMerger/,
    planted: 'async function followMerger(tx: Tx, { account }: ContestRecord): Promise<void> {',
    except: [],
  },
  {
    what: 'compares persons to find out who may not decide',
    pattern: /(enteredBy|entry\?\.by|capturedBy|contest\.by|dispute\.by) ===? ?(by|actorId\(actor\)|personId)\b/,
    planted: 'if (seen.enteredBy === by || entry?.by === by) throw new DomainError(code)',
    except: [],
  },
]

test.each(rules)('no feature $what', ({ pattern, planted, except }) => {
  expect(files.length).toBeGreaterThan(100)
  const copies = files.filter(
    (file) =>
      !file.startsWith('server/reviews/') &&
      !except.includes(file) &&
      pattern.test(readFileSync(path.join(root, file), 'utf8')),
  )
  expect(copies).toEqual([])
  expect(pattern.test(planted)).toBe(true)
})

test('every queue that decides goes through the room', () => {
  const deciding = ['ledger/contests', 'pickups/contests', 'runs/load-checks', 'reports/complaints']
  const rewards = ['rewards/disputes', 'rewards/flags', 'rewards/honours']
  const others = ['guide/questions', 'reviews/join-requests']
  for (const file of [...deciding, ...rewards, ...others])
    expect([file, readFileSync(path.join(root, 'server', `${file}.ts`), 'utf8')]).toEqual([
      file,
      expect.stringContaining('defineReview<'),
    ])
})
