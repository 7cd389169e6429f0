// How the lists are made, in plain sentences for everybody: on the public page, beside a score, and on paper. They
// follow the rules in force. What they say of errors comes from `npm run sim -- standings`, whole in docs/standings.md.
import type { Missing, UnscoredReason } from './guards'
import { showTenths } from './score'
import type { StandingRules } from './standing-rules'
import type { WayOut } from './leagues'

export const unscoredNames: Readonly<Record<UnscoredReason, string>> = {
  merged: '已并入别的地方，不再单独排名',
  small: '户数太少，不公布数字',
  young: '设立还不满一个季度，满了再参加排名',
  unset: '本地还没有定这一类怎么计分，先不排名',
  thin: '样本不足，不计分也不排名',
  stale: '样本过旧，最近一次检查太久以前，不排名',
}

/** "1次检查、1名检查员、12袋抽查"; empty when nothing is missing. */
export const missingWords = ({ visits, inspectors, bags }: Missing): string =>
  [visits > 0 ? `${visits}次检查` : '', inspectors > 0 ? `${inspectors}名检查员` : '', bags > 0 ? `${bags}袋抽查` : '']
    .filter(Boolean)
    .join('、')

/** By which rule places are named. */
export function listRuleWords({ list, red, black }: StandingRules): string {
  if (list.by === 'quota')
    return `本地按名额上榜：同等规模里最好、最差各不超过${list.names}名，不看分数够不够、看得准不准。`
  return (
    `红榜（表扬）：得分不低于${red.score}分，可能的范围都不低于${red.low}分。` +
    `黑榜（待整改）：可能的范围都低于${black.below}分。两榜都不超过同等规模的${list.percent}%，没有够得上的就写“本期无”。`
  )
}

/** Three sentences for the public page: what counts, how sure it is, and how often such a list errs. */
export function methodWords(rules: StandingRules): [string, string, string] {
  const { onSite, bags, closing } = rules.weights.compound
  return [
    `得分只看两件事：随机抽派的检查员看到了什么（现场${onSite}分，开袋${bags}分），查出的问题有没有按时改好（${closing}分）；` +
      '投放登记、参与率和投诉多少都不算分。',
    '检查次数有限，所以得分旁边写着可能的范围：同样的办法用100次，大约95次真实水平在这个范围里。',
    rules.list.by === 'quota'
      ? '我们用200个虚构的市试过：按名额排，上黑榜的每7个里约有2个其实不该上，所以名次靠前靠后不必太当真。'
      : '我们用200个虚构的市试过：这样定的黑榜，每14个里约有1个其实刚过线；只看分数线的，每2个就错1个。' +
        '看不准的先不点名，多查几次再说。',
  ]
}

/** How the kinds come about that are ranked only because the area has set how; a sentence each. */
export function ownFormulaWords({
  weights,
  company,
  companyCompounds,
  promptDays,
  enterprise,
}: StandingRules): string[] {
  return [
    ...(weights.street
      ? [
          `沿街商铺：按路段，随机检查现场${weights.street.onSite}分，按时整改${weights.street.closing}分，不开袋；不分规模。`,
        ]
      : []),
    ...(company
      ? [
          `物业公司：所管小区的得分按户数平均，占${company.mean}分；到期问题${promptDays}天以内改好的比例，占${company.prompt}分。` +
            `有得分的小区不到${companyCompounds}个的不排名；一个季度里换了物业的小区，两家都不算。`,
        ]
      : []),
    ...(enterprise
      ? [
          `分类企业：核实的回收利用量除以处理的总量。红榜：不低于${enterprise.target}%，申报和核实相差不超过${enterprise.redWithin}%，没有处罚；` +
            `黑榜：相差超过${enterprise.blackBeyond}%，或拒绝核查，或受处罚。条件由本地自定，没有国家标准。`,
        ]
      : []),
  ]
}

/** For the residents and the community of a place on the black list: what it would take, shortest way first. */
export function wayOutWords({ lacks, closing, onSiteNeeded }: WayOut, { black }: Pick<StandingRules, 'black'>): string {
  if (lacks === 0) return `得分已经在${black.below}分以上，再多查几次，看得更准就能离开。`
  const byClosing = closing > 0 ? `问题都按时改好，能多${showTenths(closing)}分` : '问题已经都按时改好'
  const start = `离${black.below}分还差${showTenths(lacks)}分。${byClosing}`
  if (closing >= lacks) return `${start}，就够了。`
  return onSiteNeeded === null
    ? `${start}；还要现场和开袋都变好。`
    : `${start}；还要现场检查平均达到${onSiteNeeded}分（满分100）。`
}
