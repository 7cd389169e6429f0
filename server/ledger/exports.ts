// Tables of the ledger to take away as CSV or Excel: contests, earning rules (a row for each version and rate) and
// accounts, each as its list shows it to the same person. What names people leaves a trace.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import type { ledgerDesk } from '@shared/ledger/desk-contract'
import { dayOf } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { everyRow } from '../paging'
import { sheetFile, type Cell } from '../sheets'
import { listContests } from './contests'
import { deskAccounts } from './desk'
import { listRules } from './earning-rules'

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }))
const titled = (title: string): string => `${title}-${dayOf(now())}`
const yuan = (fen: number): number => fen / 100

/** @throws DomainError INPUT_INVALID past 20,000 rows */
export async function exportContestSheet(
  actor: Actor,
  { format, status }: ParsedOf<typeof ledgerDesk.exportContests>,
): Promise<FileAnswer> {
  const contests = await everyRow((page) => listContests(actor, { ...page, ...(status ? { status } : {}) }))
  await auditRead(actor, {
    action: 'ledger.exportContests',
    subject: 'ledgerContests',
    details: { count: contests.length },
  })
  const columns = named(
    '提出日期',
    '小区/村',
    '哪一笔',
    '积分',
    '居民说',
    '代登记人',
    '答复期限',
    '状态',
    '答复',
    '裁定人',
    '答复日期',
    '规则版本',
    '流水编号',
  )
  const rows = contests.map((each): Cell[] => [
    dayOf(new Date(each.at)),
    each.placeName,
    each.line,
    each.points,
    each.reason,
    each.enteredBy,
    each.dueOn,
    each.statusText,
    each.decision?.reason ?? null,
    each.decidedBy,
    each.decision ? dayOf(new Date(each.decision.at)) : null,
    each.ruleVersion,
    each.entryId,
  ])
  return sheetFile(format, titled('积分异议'), columns, rows)
}

/** @throws DomainError INPUT_INVALID past 20,000 versions */
export async function exportRuleSheet(
  actor: Actor,
  { format, status, source }: ParsedOf<typeof ledgerDesk.exportRules>,
): Promise<FileAnswer> {
  const rules = await everyRow((page) =>
    listRules(actor, { ...page, ...(status ? { status } : {}), ...(source ? { source } : {}) }),
  )
  const columns = named(
    '规则',
    '版本',
    '编号',
    '来源',
    '状态',
    '计分项目',
    '代码',
    '分值',
    '单位',
    '上限',
    '每月预算',
    '生效',
    '最后一天',
    '理由',
    '起草',
    '提交',
    '审定',
    '停用',
  )
  const rows = rules.flatMap((rule) =>
    rule.rates.map((rate): Cell[] => [
      rule.name,
      rule.version,
      rule.id,
      rule.sourceName,
      rule.statusText,
      rate.name,
      rate.code,
      rate.points,
      rule.basis === 'perKg' ? '每千克' : '每次',
      rule.caps.map((cap) => cap.text).join('；'),
      rule.budgetPerMonth,
      rule.validFrom,
      rule.validTo,
      rule.reason,
      rule.draftedBy,
      rule.proposedBy,
      rule.activatedBy,
      rule.endedBy,
    ]),
  )
  return sheetFile(format, titled('积分规则'), columns, rows)
}

/** @throws DomainError INPUT_INVALID past 20,000 rows */
export async function exportAccountSheet(
  actor: Actor,
  { format, starts }: ParsedOf<typeof ledgerDesk.exportAccounts>,
): Promise<FileAnswer> {
  const accounts = await everyRow((page) => deskAccounts(actor, { ...page, ...(starts ? { starts } : {}) }))
  await auditRead(actor, {
    action: 'ledger.exportAccounts',
    subject: 'ledger/accounts',
    details: { count: accounts.length },
  })
  const columns = [
    ...named('账户', '编号', '可用积分', '待领取占用', '欠', '累计获得'),
    { name: '款项（元）', decimals: 2 },
    ...named('减碳（克）', '笔数'),
  ]
  const rows = accounts.map((each): Cell[] => [
    each.name,
    each.account,
    each.available,
    each.held,
    each.debt,
    each.totalEarned,
    yuan(each.fen),
    each.carbonGrams,
    each.entries,
  ])
  return sheetFile(format, titled('积分账户'), columns, rows)
}
