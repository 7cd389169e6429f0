// A published version as a file: its frozen bytes, the table cities know as CSV and Excel, and the paper. Version,
// hash, corrections and replies are in every one of them.
import { DomainError } from '@shared/errors'
import { documentText, listTitle } from '@shared/standings/computing'
import type { ListFile } from '@shared/standings/contract'
import type { ListTable } from '@shared/standings/list'
import { showScored } from '@shared/standings/registered'
import {
  colourNames,
  colourWords,
  isVisitedKind,
  listKindNames,
  mendingNames,
  placeColumnNames,
  replyNameOf,
} from '@shared/standings/vocabulary'
import { fullInstant, longDay, monthDay } from '@shared/time'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { sheetFile, type Cell } from '../sheets'
import { hanging, mendingOfEntry, repliesAt, type Hanging } from './published'

/** @throws DomainError NOT_FOUND */
export async function listFile(period: string, version: string, file: ListFile): Promise<FileAnswer> {
  const shown = await hanging(period, Number(version.slice(1)))
  if (!shown) throw new DomainError('NOT_FOUND')
  const name = `standings-${period}-${version}`
  if (file === 'list.json')
    return { contentType: 'application/json; charset=utf-8', body: documentText(shown.version.document) }
  if (file === 'list.pdf') return paper(shown, name)
  const format = file === 'list.csv' ? 'csv' : 'xlsx'
  return sheetFile(
    format,
    name,
    COLUMNS.map((column) => (TENTHS.has(column) ? { name: column, decimals: 1 } : { name: column })),
    sheetRows(shown),
  )
}

const COLUMNS = [
  '榜单\\项目',
  '镇街',
  '小区／行政村',
  '排名',
  '物业公司',
  '得分或回收利用率',
  '可能范围下端',
  '可能范围上端',
  '抽查次数',
  '检查员人数',
  '抽查袋数',
  '最近一次检查',
  '原因',
  '整改',
  '社区回应',
  '物业公司或企业回应',
] as const

const TENTHS: ReadonlySet<string> = new Set(['得分或回收利用率', '可能范围下端', '可能范围上端'])

/** The list itself in the columns of cities; under it what it is and how to check it. */
function sheetRows(shown: Hanging): Cell[][] {
  const { document, hash } = shown.version
  const rows = document.tables.flatMap((table) =>
    table.rows.map((row): Cell[] => {
      const replies = repliesAt(shown, row.place)
      const mending = mendingOfEntry(shown.entries.get(row.place))
      return [
        labelOf(table),
        row.subdistrict,
        row.name,
        row.rank,
        row.company,
        row.score / 10,
        ...(isVisitedKind(table.kind)
          ? [row.low / 10, row.high / 10, row.visits, row.inspectors, row.bags, row.lastVisit]
          : [null, null, null, null, null, null]),
        row.reasons.join('；'),
        mending ? mendingNames[mending.state] : '',
        replies.find(({ side }) => side === 'community')?.text ?? '',
        replies.find(({ side }) => side === 'company')?.text ?? '',
      ]
    }),
  )
  const empty = document.tables
    .filter(({ rows: own }) => own.length === 0)
    .map((table): Cell[] => [labelOf(table), '', '本期无'])
  const corrections = document.corrections.map(({ version, on, why, changes }): Cell[] => [
    '更正',
    `第${version}版`,
    on,
    null,
    `${why}：${changes.map(({ name, before, after }) => `${name}由“${before}”更正为“${after}”`).join('；')}`,
  ])
  const about: Cell[][] = [
    ['说明', listTitle(document.period), `${document.from}至${document.to}抽查`, null, `${document.publishedOn}公布`],
    ['版本', `第${document.version}版`, `规则第${document.rulesVersion}版`],
    ['校验码', 'list.json的SHA-256', hash],
  ]
  // rows of one width, so that any program reads them as one table
  return [...rows, ...empty, ...corrections, ...about].map((row) => [
    ...row,
    ...Array.from({ length: COLUMNS.length - row.length }, () => null),
  ])
}

const labelOf = ({ kind, colour }: ListTable): string =>
  `${listKindNames[kind]}${colourNames[colour]}（${colourWords[colour]}）`

/** The four tables of cities; a black list never by its colour alone. */
async function paper(shown: Hanging, name: string): Promise<FileAnswer> {
  const { document, hash } = shown.version
  const title = `${document.areaName}${listTitle(document.period)}`
  const foot = `第${document.version}版，规则第${document.rulesVersion}版，印于${fullInstant(now())}；校验码前16位 ${hash.slice(0, 16)}`
  return makePaper({ title, name, foot }, (sheet) => {
    sheet.text(`${document.from}至${document.to}抽查，${longDay(document.publishedOn)}公布。红榜表扬，黑榜待整改。`)
    if (document.notRanked) sheet.text(document.notRanked, { weight: 'bold' })
    for (const table of document.tables) {
      const isCompound = table.kind === 'compound'
      const isVisited = isVisitedKind(table.kind)
      sheet.text(
        `${listKindNames[table.kind]}生活垃圾分类${colourNames[table.colour]}名单（${colourWords[table.colour]}）`,
        {
          size: 13,
          weight: 'bold',
        },
      )
      const rows = table.rows.map((row) => [
        colourNames[table.colour],
        row.subdistrict,
        row.name,
        String(row.rank),
        ...(isCompound ? [row.company ?? ''] : []),
        showScored({ kind: table.kind, ...row }),
        row.lastVisit
          ? `${row.visits}次${row.bags > 0 ? `${row.bags}袋` : ''}，${monthDay(row.lastVisit)}`
          : row.reasons.join('；'),
      ])
      sheet.table(
        [
          { name: '榜单\\项目', share: 12 },
          { name: '镇街', share: 15 },
          { name: placeColumnNames[table.kind], share: 18 },
          { name: '排名', share: 8 },
          ...(isCompound ? [{ name: '物业公司', share: 27 }] : []),
          {
            name: isVisited ? '得分（可能的范围）' : table.kind === 'enterprise' ? '回收利用率' : '得分',
            share: isVisited ? 22 : 12,
          },
          { name: isVisited ? '抽查，最近一次' : '根据', share: isVisited ? 22 : 44 },
        ],
        rows,
        '本期无',
      )
    }
    for (const { kind, rows } of document.tables)
      for (const row of rows)
        for (const { side, text } of repliesAt(shown, row.place))
          sheet.text(`${row.name}，${replyNameOf(side, kind)}：${text}`)
    for (const { version, on, why, changes } of document.corrections)
      sheet.text(
        `更正（第${version}版，${longDay(on)}）：${why}。${changes.map((each) => `${each.name}原为${each.before}，更正为${each.after}`).join('；')}。`,
      )
    sheet.text(`校验码（SHA-256）：${hash}`, { size: 9 })
    sheet.text('自己核对：下载公布页上的 list.json，用 sha256sum list.json 算一遍，应当和上面一样。住户不上榜。', {
      size: 9,
    })
    sheet.space(6)
    sheet.pairs(
      [
        ['审核', ''],
        ['签发', ''],
      ],
      2,
    )
  })
}
