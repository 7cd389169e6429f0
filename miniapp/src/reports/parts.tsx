// What the pages of reports share: the kinds as tiles, and how far one has come.
import { Text, View } from '@tarojs/components'
import { categories, reportCategories, type ReportCategory } from '@shared/reports/categories'
import { reportStatusTexts, type Complaint } from '@shared/reports/complaints-contract'
import { anyOutcomeTexts } from '@shared/reports/outcomes'
import { showDue } from '@shared/reviews/rules'
import { showInstant } from '@shared/time'
import { a11y, classes } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import type { IconName } from '@/ui/icon-names'
import type { Step } from '@/ui/layout'
import './reports.scss'

const icons: Readonly<Record<ReportCategory, IconName>> = {
  overflow: 'trash',
  hazardous: 'battery-box',
  blocked: 'alert-triangle',
  mixed: 'truck',
  dumping: 'tied-bag',
  damaged: 'info-circle',
  bulky: 'package',
  service: 'users',
  other: 'message-report',
}

type KindsProps = { value: ReportCategory | null; onChange: (value: ReportCategory) => void }

export function Kinds({ value, onChange }: KindsProps) {
  return (
    <View className="kinds" {...a11y({ role: 'radiogroup', label: '是哪一种' })}>
      {reportCategories.map((category) => (
        <View
          key={category}
          id={`kind-${category}`}
          className={classes('kinds__one', category === value && 'kinds__one--on')}
          onClick={() => onChange(category)}
          {...a11y({
            role: 'radio',
            spoken: `${categories[category].name}，${categories[category].hint}`,
            checked: category === value,
          })}
        >
          <Icon name={icons[category]} size="l" />
          <Text>{categories[category].name}</Text>
        </View>
      ))}
    </View>
  )
}

export const toneOf = ({ status, late }: Pick<Complaint, 'status' | 'late'>): 'warn' | 'good' | 'bad' | 'neutral' =>
  late ? 'bad' : status === 'waiting' || status === 'reopened' ? 'warn' : status === 'withdrawn' ? 'neutral' : 'good'

/** What has happened, what happens now, what comes. */
export function stepsOf(report: Complaint): Step[] {
  const { status, answers, at, dueAt, late, mergedInto, again } = report
  const filed: Step = { title: '报上去了', note: showInstant(new Date(at)), state: 'done', icon: 'check' }
  if (status === 'withdrawn') return [filed, { title: reportStatusTexts.withdrawn, state: 'failed' }]
  const merged: Step[] = mergedInto
    ? [{ title: '和别人报的并成一件', note: `先报的是 ${mergedInto.number}`, state: 'done' }]
    : []
  const done = answers.flatMap((answer, round): Step[] => [
    {
      title: `处理了：${anyOutcomeTexts[answer.outcome]}`,
      note: `${answer.text}（${answer.by}，${showInstant(new Date(answer.at))}）`,
      state: 'done',
    },
    ...(round === 0 && (again || answers.length > 1 || status === 'reopened')
      ? [{ title: '退回了一次', ...(again ? { note: again } : {}), state: 'done' as const }]
      : []),
  ])
  const due = showDue(new Date(dueAt))
  const isMergedOpen = status === 'merged' && (answers.length === 0 || late)
  const now: Step[] =
    status === 'waiting' || status === 'reopened' || isMergedOpen
      ? [
          {
            title: late ? '还没处理，已经上报催办' : '正在等人处理',
            note: late ? `本来应在${due}前处理` : `${due}前处理`,
            state: 'now',
            icon: 'clock',
          },
          { title: '您看看弄好没有', note: '没弄好可以退回一次', state: 'next' },
        ]
      : status === 'closed'
        ? [{ title: '办结', state: 'done' }]
        : []
  return [filed, ...merged, ...done, ...now]
}
