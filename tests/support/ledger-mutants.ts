// Mistakes that people really make in the ledger and in what is logged at the bins, as changes of its sources:
// tests/faults/ledger-mutants.ts plants them one at a time, and tests/tidy-guards.test.ts holds that each still fits.
export type Change = { file: string; from: string; to: string }
export type Mutant = { name: string; changes: readonly Change[]; files: readonly string[]; project?: 'ledger' | 'api' }

const inTransaction =
  '    : await writeAll(posts, await existingEntries(posts, tx.session), await readStates(posts, tx.session), tx.session)'
const inBatch = 'const [had, states] = await Promise.all([existingEntries(posts), readStates(posts, session)])'
const ledger = 'server/ledger/ledger.ts'

export const mutants: readonly Mutant[] = [
  {
    name: '账本不再查同一事由（I3）',
    files: ['tests/ledger/posting'],
    changes: [
      {
        file: 'shared/ledger/rules.ts',
        from: 'const first = books.had.get(id) ?? made.get(id)',
        to: 'const first: Entry | undefined = undefined as Entry | undefined',
      },
    ],
  },
  {
    name: '拒绝之前不再查同一事由（I3）',
    files: ['tests/ledger/holds', 'tests/ledger/posting'],
    changes: [
      {
        file: ledger,
        from: "if (had === null && outcomes.some(({ status }) => status === 'refused'))\n",
        to: 'if ((had as unknown) === undefined)\n',
      },
    ],
  },
  {
    name: '遇到同一事由之后不再先查（I3）',
    files: ['tests/ledger/posting'],
    changes: [{ file: ledger, from: '    duplicateSeenAt = performance.now()\n', to: '' }],
  },
  {
    name: '请求编号不再查第一次的答复',
    files: ['tests/api/idempotency'],
    project: 'api',
    changes: [
      {
        file: 'server/http/idempotency.ts',
        from: "if (found.status === 'done') return { replay",
        to: "if (holder === '') return { replay",
      },
    ],
  },
  {
    name: '提交只等一个节点，不等日志（w: 1）',
    files: ['tests/ledger/durability'],
    changes: [{ file: 'server/db.ts', from: "writeConcern: { w: 'majority', j: true }", to: 'writeConcern: { w: 1 }' }],
  },
  {
    name: '余额在事务之前读、在事务里写回（成批入账）',
    files: ['tests/ledger/posting', 'tests/ledger/holds'],
    changes: [
      { file: ledger, from: inBatch, to: 'const [had, states] = [await existingEntries(posts), new Map(early)]' },
      {
        file: ledger,
        from: '  try {\n    return await inBatch(',
        to: '  const early = await readStates(posts)\n  try {\n    return await inBatch(',
      },
    ],
  },
  {
    name: '余额在事务之前读、在事务里写回（随事务入账）',
    files: ['tests/ledger/posting', 'tests/ledger/holds'],
    // read without the session, and a while before the snapshot begins
    changes: [
      {
        file: ledger,
        from: inTransaction,
        to: '    : await (async () => {\n        const early = await readStates(posts)\n        await new Promise((resolve) => { setTimeout(resolve, 20) })\n        return writeAll(posts, await existingEntries(posts, tx.session), early, tx.session)\n      })()',
      },
    ],
  },
  {
    name: '两批同时动同一个账户（成批入账）',
    files: ['tests/ledger/posting'],
    changes: [{ file: 'server/group-commit.ts', from: ' && !each.touches.some(mustWait)', to: '' }],
  },
  {
    name: '批次花掉后还在，可以再花（I7）',
    files: ['tests/ledger/posting', 'tests/ledger/holds'],
    changes: [
      {
        file: 'shared/ledger/rules.ts',
        from: '  const lots = moved(before.lots, change.lots)',
        to: "  const lots = post.kind === 'hold' ? before.lots : moved(before.lots, change.lots)",
      },
    ],
  },
  {
    name: '事务回调里的副作用：流水写在事务之外',
    files: ['tests/ledger/durability', 'tests/ledger/posting'],
    changes: [
      {
        file: ledger,
        from: 'await write({ insert: Entries.collection.collectionName, documents: fresh }, session)',
        to: 'await entries().insertMany(fresh)',
      },
    ],
  },
  {
    name: '事务回调里的副作用：每跑一遍就发一次',
    files: ['tests/ledger/durability'],
    changes: [
      {
        file: ledger,
        from: '  if (fresh.length === 0) return outcomes\n',
        to: "  if (fresh.length === 0) return outcomes\n  await mongoose.connection.collection('sent').insertOne({ count: fresh.length })\n",
      },
    ],
  },
  {
    name: '事务回调里的副作用：待发消息写在事务之外',
    files: ['tests/ledger/durability'],
    changes: [
      {
        file: 'server/outbox.ts',
        from: '  await tx.on(Outbox).updateOne(\n    { _id: `${kind}:${cause}` },\n    {\n',
        to: '  await Outbox.collection.updateOne(\n    { _id: `${kind}:${cause}` as never },\n    {\n',
      },
    ],
  },
  {
    name: '投放登记：服务端另编登记号，同一次点按算两次（I21）',
    files: ['tests/api/dropoffs.test', 'tests/api/dropoffs-phones'],
    project: 'api',
    changes: [
      {
        file: 'server/dropoffs/sync.ts',
        from: 'const documents = fresh.map(({ record }) => record)',
        to: 'const documents = fresh.map(({ record }) => ({ ...record, _id: newId() }))',
      },
    ],
  },
  {
    name: '投放登记：数字写在事务之外',
    files: ['tests/api/dropoffs-processes', 'tests/api/dropoffs-days'],
    project: 'api',
    changes: [
      {
        file: 'server/dropoffs/standing.ts',
        from: 'await write({ update: DayCounts.collection.collectionName, updates }, tx.session)',
        to: 'await write({ update: DayCounts.collection.collectionName, updates }, undefined as never)',
      },
    ],
  },
  {
    name: '投放积分：日结之后补来的，把结过的又结一次（I23）',
    files: ['tests/api/dropoffs-days'],
    project: 'api',
    changes: [
      {
        file: 'server/dropoffs/closing.ts',
        from: 'siteId === siteDay.siteId && points > 0 && !isClosed',
        to: 'siteId === siteDay.siteId && points > 0 && isClosed !== null',
      },
    ],
  },
  {
    name: '投放登记：督导员登记自己家（I12、I22）',
    files: ['tests/api/dropoffs.test', 'tests/api/dropoffs-attacks'],
    project: 'api',
    changes: [
      {
        file: 'server/dropoffs/arriving.ts',
        from: "known.own.has(id ?? ''))) return refused",
        to: "known.own.has(id ?? '') && known.personId === '')) return refused",
      },
    ],
  },
]
