// Papers, read back out of the PDF: number, sums and pages are on them, and nothing of another household; cards come
// staircase by staircase; a character without a glyph is never drawn as a box.
import { households } from '@shared/people/household-contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { AuditRows } from '@server/audit'
import { setClock } from '@server/clock'
import { dayOf } from '@shared/time'
import { newId } from '@server/ids'
import { makePaper, type Sheet } from '@server/papers/papers'
import { Settlements, type SettlementRecord } from '@server/rewards/settlements.model'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  useApp,
  type Answer,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { pagesOf, squeezed } from '../support/papers'
import { aGood, aShop, aWorld, givePoints } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

/** The name a browser would save it under. */
const nameOf = ({ headers }: Answer): string =>
  decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(String(headers['content-disposition']))?.[1] ?? '')
const bytesOf = async (
  write: (sheet: Sheet) => void | Promise<void>,
  foot = '打印：何静',
  exact = false,
): Promise<Buffer> => (await makePaper({ title: '试印', name: '试印 1/2', foot, exact }, write)).body as Buffer

describe('a paper', () => {
  test('has its title, a table whose head stands on every page, and numbers its pages', async () => {
    const rows = Array.from({ length: 120 }, (_unused, index) => [`第${index + 1}行`, String(index)])
    const pages = await pagesOf(
      await bytesOf((sheet) =>
        sheet.table(
          [
            { name: '物品', share: 3 },
            { name: '千克', align: 'right' },
          ],
          rows,
          '没有',
        ),
      ),
    )
    expect(pages.length).toBeGreaterThan(2)
    pages.forEach((page, index) => {
      expect(page).toContain(`第${index + 1}页，共${pages.length}页`)
      expect(page).toContain('物品')
      expect(page).toContain('打印：何静')
    })
    const all = pages.join('')
    expect(rows.filter(([name]) => !all.includes(name ?? ''))).toEqual([])
    expect(pages[0]).toContain('试印')
  })

  test('is an A4 PDF with a name that every system can save', async () => {
    const answer = await makePaper({ title: '试印', name: '月结单 a/b:c', foot: '' }, (sheet) => sheet.text('内容'))
    expect(answer).toMatchObject({ contentType: 'application/pdf', filename: '月结单-a-b-c.pdf' })
    expect((answer.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-')
    expect((answer.body as Buffer).toString('latin1')).toMatch(/\/MediaBox \[0 0 595\.28 841\.89\]/)
    // only the glyphs that it uses, of a font of 10 MB
    expect((answer.body as Buffer).length).toBeLessThan(60_000)
  })

  test.each(['㛃', '䶮', '𬍛', '喆', '囍', '龘', '镕', '㎡', '①', '…'])(
    '%s is drawn, and copied as itself',
    async (sign) => {
      expect(await squeezed(await bytesOf((sheet) => sheet.text(`张${sign}先生`)))).toContain(`张${sign}先生`)
    },
  )

  test('what the font lacks stands as 〓, wherever it is; where every letter counts it is refused and named', async () => {
    const grid = { across: 3, down: 6 }
    const writes: ((sheet: Sheet) => void | Promise<void>)[] = [
      (sheet) => sheet.text('张𠮷先生'),
      (sheet) => sheet.pairs([['住户', '张𠮷']]),
      (sheet) => sheet.table([{ name: '名' }], [['张𠮷']], ''),
      (sheet) => sheet.table([{ name: '名' }], [], '', ['张𠮷']),
      (sheet) =>
        sheet.cards([1], {
          grid,
          draw: (_card, pen) => void pen.text('张𠮷', { left: 1, top: 1 }),
          headingOf: () => '',
        }),
      (sheet) => sheet.cards([1], { grid, draw: () => undefined, headingOf: () => '张𠮷' }),
    ]
    for (const write of writes) {
      expect(await squeezed(await bytesOf(write))).toContain('张〓')
      const refused = await bytesOf(write, undefined, true).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'PAPER_GLYPH_MISSING', details: { fields: [{ text: '字库里没有：𠮷' }] } })
    }
    await expect(bytesOf(() => undefined, '打印：张𠮷', true)).rejects.toMatchObject({ code: 'PAPER_GLYPH_MISSING' })
  })

  test('what only decorates is left out; carbon is written plainly', async () => {
    const text = await squeezed(await bytesOf((sheet) => sheet.text('谢谢😀👍🏽❤️ 减碳 3 kgCO₂e\u0007 完')))
    expect(text).toContain('谢谢减碳3kgCO2e完')
  })
})

describe('household cards and bag labels', () => {
  const download = (who: Signed, input: object) => app.as(who).download(households.cards, input as never)

  test('come sorted by staircase, each on a page of its own, with the right codes, and leave a trace', async () => {
    const place = await aPlace({ name: '荷塘里' })
    const keeper = await aStaff('communityWorker', place._id, { name: '何静' })
    const made: Record<string, { typed: string }> = {}
    for (const [building, unit, room] of [
      ['10', '1', '101'],
      ['2', '2', '301'],
      ['2', '1', '1001'],
      ['2', '1', '202'],
    ] as const)
      made[`${building}栋${unit}单元${room}`] = await aHousehold({ place, building, unit, room })
    const neighbour = await aHousehold()
    const answer = await download(keeper, { placeId: place._id, which: 'card' })
    expect([answer.headers['content-type'], nameOf(answer)]).toEqual([
      'application/pdf',
      expect.stringMatching(/^户卡-荷塘里-\d{4}-\d\d-\d\d\.pdf$/),
    ])
    const pages = await pagesOf(answer.body)
    expect(pages.map((page) => /荷塘里 (\d+栋\d单元)/.exec(page)?.[1])).toEqual(['2栋1单元', '2栋2单元', '10栋1单元'])
    expect(pages[0]?.indexOf('202')).toBeLessThan(pages[0]?.indexOf('1001') ?? 0)
    const all = pages.join('')
    for (const [address, { typed }] of Object.entries(made)) {
      expect(all).toContain(address)
      expect(all).toContain(`${typed.slice(0, 4)} ${typed.slice(4)}`)
    }
    expect(all).not.toContain(neighbour.typed.slice(4))
    expect(
      await AuditRows.countDocuments({ action: 'people.printSheet', actorId: keeper.personId, 'details.count': 4 }),
    ).toBe(1)
  })

  test('a building alone; a place without any; more than fit on one go', async () => {
    const place = await aPlace()
    const keeper = await aStaff('communityWorker', place._id)
    await expectError(download(keeper, { placeId: place._id, which: 'card' }), 'INPUT_INVALID')
    await aHousehold({ place, building: '2', room: '11' })
    await aHousehold({ place, building: '5', room: '22' })
    const [page, ...more] = await pagesOf(
      (await download(keeper, { placeId: place._id, building: '2#', which: 'bag' })).body,
    )
    expect(more).toEqual([])
    expect(page).toMatch(/2栋2单元11/)
    expect(page).not.toContain('5栋')
    const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
    await expectError(download(elsewhere, { placeId: place._id, which: 'card' }), 'NOT_FOUND')
  })
})

test('the slip to the door names the household, the claimant masked and the last day, once its days have begun', async () => {
  setClock(new Date('2026-11-02T02:00:00Z'))
  const place = await aPlace({ name: '荷塘里' })
  const community = await ancestorOf(place, 'community')
  const worker = await aStaff('communityWorker', community._id)
  const home = await aHousehold({ place, building: '3', unit: '2', room: '501' })
  const { requestId } = await app
    .as(await aResident({ name: '陈新来' }))
    .call(households.claim, { id: newId(), code: home.token })
  const id = requestId ?? ''
  await expectError(app.as(worker).download(households.slip, { id }), 'HOUSEHOLD_SLIP_NOT_NEEDED')
  await app.as(worker).call(households.printSlip, { id })
  const answer = await app.as(worker).download(households.slip, { id })
  expect(nameOf(answer)).toBe('门上通知-荷塘里-3栋2单元501-2026-11-02.pdf')
  const text = await squeezed(answer.body)
  for (const part of ['住户认领通知', '荷塘里3栋2单元501', '陈**', '11月9日周一前告诉社区', '第1页，共1页'])
    expect(text).toContain(part)
  expect(text).not.toContain('陈新来')
  const elsewhere = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
  await expectError(app.as(elsewhere).download(households.slip, { id }), 'NOT_FOUND')
})

describe('at the desk', () => {
  test('receipt, statement and points say number and sums of this household alone', async () => {
    const world = await aWorld(app)
    const community = await ancestorOf(world.compound, 'community')
    const worker = await aStaff('communityWorker', community._id, { name: '吴静' })
    const colleague = await aStaff('communityWorker', community._id, { name: '沈㛃' })
    const [home, neighbour] = [await aHousehold({ place: world.compound }), await aHousehold({ place: world.compound })]
    await givePoints(`household:${home._id}`, 1_500, world.compound)
    await givePoints(`household:${neighbour._id}`, 7_777, world.compound)
    const good = await app
      .as(world.keeper)
      .call(rewardsOffice.saveGood, aGood(world.city._id, { name: '垃圾袋一卷', points: 30 }))
    const shop = await app
      .as(world.keeper)
      .call(rewardsOffice.saveShop, aShop(community._id, { name: '柳湾社区服务台', kind: 'desk' }))
    await app
      .as(world.keeper)
      .call(rewardsOffice.moveStock, { id: newId(), goodId: good.id, shopId: shop.id, change: 20, reason: '到货' })
    await app.as(colleague).call(rewardsDesk.setPin, { code: home.typed, pin: '207391', how: 'idCard' })
    const receipt = await app.as(worker).call(rewardsDesk.redeem, {
      id: newId(),
      code: home.typed,
      pin: '207391',
      goodId: good.id,
      shopId: shop.id,
      quantity: 2,
      points: 60,
    })
    const paper = await app.as(worker).download(rewardsDesk.receipt, { id: receipt.redemptionId })
    expect(nameOf(paper)).toBe(`兑换凭据-${receipt.number}.pdf`)
    const text = await squeezed(paper.body)
    for (const part of [receipt.number, '垃圾袋一卷，2件', '用去积分60分', '剩余积分1,440分', '吴静', '第1页，共1页'])
      expect(text).toContain(part)

    const month = dayOf(new Date(receipt.at)).slice(0, 7)
    const asked = { householdId: home._id, month }
    const statement = await squeezed((await app.as(worker).download(rewardsDesk.statementPaper, asked)).body)
    for (const part of ['可用积分1,440分', '本月兑换60分', '垃圾袋一卷', '打印：吴静'])
      expect(statement).toContain(part)
    const points = await squeezed((await app.as(worker).download(ledgerDesk.pointsPaper, asked)).body)
    for (const part of ['现在可用1,440分', '打印：吴静']) expect(points).toContain(part)
    for (const page of [text, statement, points]) expect(page).not.toMatch(/7,777|7777/)
    expect(await AuditRows.distinct('action', { actorId: worker.personId, action: /rint/ })).toEqual([
      'ledger.printPoints',
      'rewards.printReceipt',
      'rewards.printStatement',
    ])
    const stranger = await aStaff('communityWorker', (await ancestorOf(await aPlace(), 'community'))._id)
    await expectError(app.as(stranger).download(rewardsDesk.statementPaper, asked), 'NOT_FOUND')
    await expectError(app.as(stranger).download(ledgerDesk.pointsPaper, asked), 'NOT_FOUND')
    await expectError(app.as(stranger).download(rewardsDesk.receipt, { id: receipt.redemptionId }), 'NOT_FOUND')
  })
})

test('a shop’s month on paper: its lines, its sums, who confirmed, and room to sign', async () => {
  const world = await aWorld(app)
  const settlement: SettlementRecord = {
    _id: `${world.shopId}:2026-10`,
    shopId: world.shopId,
    shopName: '柳湾便民店',
    month: '2026-10',
    placePath: world.community.path,
    status: 'confirmed',
    version: 2,
    lines: [
      {
        goodId: 'a',
        goodName: '食用盐一袋',
        unitPoints: 15,
        unitFen: 250,
        pieces: 120,
        reversedPieces: 2,
        points: 1_770,
        fen: 29_500,
      },
      {
        goodId: 'b',
        goodName: '垃圾袋一卷',
        unitPoints: 30,
        unitFen: 500,
        pieces: 3,
        reversedPieces: 0,
        points: 90,
        fen: 1_500,
      },
    ],
    pieces: 123,
    points: 1_860,
    fen: 31_000,
    openDisputes: 0,
    createdAt: new Date('2026-11-01T00:00:00Z'),
    draftedAt: new Date('2026-11-01T00:00:00Z'),
    draftedBy: 'system:rewards',
    confirmedAt: new Date('2026-11-02T02:00:00Z'),
    confirmedBy: world.merchant.personId,
  }
  await Settlements.create(settlement)
  const reader = await aStaff('auditor', world.city._id, { name: '韩梅' })
  const answer = await app.as(reader).download(rewardsOffice.settlementPaper, { id: settlement._id })
  expect(nameOf(answer)).toBe('月结单-柳湾便民店-2026-10.pdf')
  const text = await squeezed(answer.body)
  for (const part of [
    '柳湾便民店2026年10月积分兑换月结单',
    '食用盐一袋152.50元12021,770295.00元',
    '合计1231,860310.00元',
    '兑换点确认店员，2026-11-0210:00',
    '复核还没有',
    '兑换点（签章）',
    '打印：韩梅',
  ])
    expect(text).toContain(part)
  const stranger = await aStaff('subdistrictOfficer', (await ancestorOf(await aPlace(), 'subdistrict'))._id)
  await expectError(app.as(stranger).download(rewardsOffice.settlementPaper, { id: settlement._id }), 'NOT_FOUND')
})
