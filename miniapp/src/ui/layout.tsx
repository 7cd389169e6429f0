// Blocks of a page: Card, Row, Section, Tag, Notice, DayLeaf, Skeleton, Empty, ProgressBar, Bars, StatusSteps.
// Relies on the styles in ui.scss. Invariants: colour never speaks alone; what can be tapped says so to a screen
// reader.
//
//   <Card title='下一次上门' extra={<Tag tone='good'>已确认</Tag>} onClick?>…</Card>
//   <Row title='收运时间' note='11月22日 周日' value='08:00–10:00' icon='clock' tint? onClick? />    rows belong into a Card
//   <Tag tone='neutral' | 'good' | 'warn' | 'bad' | 'info' | 'booked' icon='check'>待整改</Tag>
//   <Notice tone='info' | 'warn' | 'error' | 'good' title?>…</Notice>      <Skeleton rows={3} />
//   <Empty text='还没有预约' hint='点下面的按钮选一个日期' action={<Button …/>} />
//   <DayLeaf day='2026-12-02' />
//   <ProgressBar value={62} label='本月分类准确率' text='62%' />           value 0–100
//   <Bars unit='千克' rows={[{ label: '9月', value: 12.5, text? }]} />
//   <StatusSteps steps={[{ title: '已预约', note: '11月20日', state: 'done' | 'now' | 'next' | 'failed' }]} />
import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { showDay, type Day } from '@shared/time'
import { a11y, classes } from './a11y'
import { Ico, Icon, type Tint } from './Icon'
import type { IconName } from './icon-names'

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'booked'

type CardProps = {
  children?: ReactNode
  title?: string
  extra?: ReactNode
  onClick?: () => void
  label?: string
  id?: string
}

export function Card({ children, title, extra, onClick, label, id }: CardProps) {
  const tap = onClick
    ? { onClick, ...a11y({ role: 'button', spoken: label ?? title ?? '' }) }
    : label
      ? a11y({ label })
      : {}
  return (
    <View {...(id ? { id } : {})} className={classes('card', onClick && 'card--tap')} {...tap}>
      {(title || extra) && (
        <View className="card__head">
          {title && <Text className="card__title">{title}</Text>}
          {extra && <View className="card__extra">{extra}</View>}
        </View>
      )}
      {children}
    </View>
  )
}

/** A heading between cards. */
export function Section({ title, more, children }: { title: string; more?: ReactNode; children?: ReactNode }) {
  return (
    <View className="section">
      <View className="section__head">
        <Text className="section__title" {...a11y({ role: 'heading' })}>
          {title}
        </Text>
        {more}
      </View>
      {children}
    </View>
  )
}

type RowProps = {
  title: ReactNode
  note?: ReactNode
  value?: ReactNode
  onClick?: () => void
  label?: string
  id?: string
  before?: ReactNode
  icon?: IconName
  tint?: Tint
}

export function Row({ title, note, value, onClick, label, id, before, icon, tint }: RowProps) {
  const spoken = label ?? [title, value, note].filter((part) => typeof part === 'string').join('，')
  return (
    <View
      {...(id ? { id } : {})}
      className={classes('row', onClick && 'row--tap', icon && 'row--icon')}
      {...(onClick ? { onClick, ...a11y({ role: 'button', spoken }) } : {})}
    >
      {before && <View className="row__before">{before}</View>}
      {icon && <Ico name={icon} {...(tint ? { tone: tint } : {})} />}
      <View className="row__main">
        <View className="row__title">{title}</View>
        {note && <View className="row__note">{note}</View>}
      </View>
      {(value !== undefined || onClick) && (
        <View className="row__end">
          {value !== undefined && <View className="row__value">{value}</View>}
          {onClick && (
            <View className="row__arrow">
              <Icon name="chevron-right" size="s" />
            </View>
          )}
        </View>
      )}
    </View>
  )
}

export function Tag({ children, tone = 'neutral', icon }: { children: ReactNode; tone?: Tone; icon?: IconName }) {
  return (
    <View className={classes('tag', `tag--${tone}`)}>
      {icon && <Icon name={icon} size="xs" />}
      <Text>{children}</Text>
    </View>
  )
}

type NoticeProps = {
  children: ReactNode
  tone?: 'info' | 'warn' | 'error' | 'good'
  title?: string
  action?: ReactNode
}

const noticeIcons = {
  info: 'info-circle',
  warn: 'alert-triangle',
  error: 'alert-triangle',
  good: 'circle-check',
} as const

export function Notice({ children, tone = 'info', title, action }: NoticeProps) {
  const spoken =
    tone === 'error' || tone === 'warn'
      ? a11y({ role: 'alert', live: 'assertive' })
      : a11y({ role: 'status', live: 'polite' })
  return (
    <View className={classes('notice', `notice--${tone}`)} {...spoken}>
      <Icon name={noticeIcons[tone]} size="s" />
      <View className="notice__main">
        {title && <View className="notice__title">{title}</View>}
        <View className="notice__text">{children}</View>
        {action && <View className="notice__action">{action}</View>}
      </View>
    </View>
  )
}

/** The day of something, as a leaf of a calendar. */
export function DayLeaf({ day }: { day: Day }) {
  return (
    <View className="leaf" {...a11y({ label: showDay(day) })}>
      <Text className="leaf__part">{`${Number(day.slice(5, 7))}月`}</Text>
      <Text className="leaf__day">{String(Number(day.slice(8)))}</Text>
      <Text className="leaf__part">{showDay(day).split(' ')[1] ?? ''}</Text>
    </View>
  )
}

/** Grey lines while something is being read. */
export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <View className="skeleton" {...a11y({ role: 'status', label: '正在读取' })}>
      {Array.from({ length: rows }, (_, i) => (
        <View key={i} className="skeleton__line" />
      ))}
    </View>
  )
}

type EmptyProps = { text: string; hint?: string; action?: ReactNode; icon?: IconName }

/** Nothing here yet: what to do next. */
export function Empty({ text, hint, action, icon = 'inbox' }: EmptyProps) {
  return (
    <View className="empty">
      <View className="empty__mark">
        <Ico name={icon} tone="neutral" large />
      </View>
      <Text className="empty__text">{text}</Text>
      {hint && <Text className="empty__hint">{hint}</Text>}
      {action && <View className="empty__action">{action}</View>}
    </View>
  )
}

const clamp = (value: number): number => Math.max(0, Math.min(100, value))

/** @param value 0–100  @param text what the bar means, e.g. "62%" */
export function ProgressBar({ value, label, text }: { value: number; label: string; text?: string }) {
  const shown = text ?? `${Math.round(value)}%`
  return (
    <View className="progress" {...a11y({ role: 'progressbar', label: `${label} ${shown}` })}>
      <View className="progress__head">
        <Text>{label}</Text>
        <Text className="progress__text">{shown}</Text>
      </View>
      <View className="progress__track">
        <View className="progress__fill" style={{ width: `${clamp(value)}%` }} />
      </View>
    </View>
  )
}

type Bar = { label: string; value: number; text?: string }

/**
 * A small bar chart that is its own table: every bar carries its figure. @param unit shown once and read with each
 * figure
 */
export function Bars({ rows, unit }: { rows: readonly Bar[]; unit: string }) {
  const highest = Math.max(...rows.map((row) => row.value), 0)
  return (
    <View className="bars" {...a11y({ role: 'list' })}>
      {rows.map((row) => (
        <View
          key={row.label}
          className="bars__row"
          {...a11y({ role: 'listitem', label: `${row.label} ${row.text ?? row.value} ${unit}` })}
        >
          <Text className="bars__label">{row.label}</Text>
          <View className="bars__track">
            <View
              className="bars__fill"
              style={{ width: `${highest > 0 ? clamp((100 * row.value) / highest) : 0}%` }}
            />
          </View>
          <Text className="bars__text">{row.text ?? String(row.value)}</Text>
        </View>
      ))}
      <Text className="bars__unit">{`单位：${unit}`}</Text>
    </View>
  )
}

export type Step = { title: string; note?: string; state: 'done' | 'now' | 'next' | 'failed'; icon?: IconName }
const spokenState: Record<Step['state'], string> = { done: '已完成', now: '进行中', next: '还没到', failed: '没有成功' }

const stepIcons = { done: 'check', now: 'truck', next: 'clock', failed: 'x' } as const

/** How far a thing has come, from top to bottom. */
export function StatusSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <View className="steps" {...a11y({ role: 'list' })}>
      {steps.map((step, i) => (
        <View
          key={`${i}-${step.title}`}
          className={classes('steps__step', `steps__step--${step.state}`)}
          {...a11y({
            role: 'listitem',
            label: [step.title, spokenState[step.state], step.note].filter(Boolean).join('，'),
          })}
        >
          <View className="steps__dot">
            <Icon name={step.icon ?? stepIcons[step.state]} size="xs" />
          </View>
          <View className="steps__main">
            <Text className="steps__title">{step.title}</Text>
            {step.note && <Text className="steps__note">{step.note}</Text>}
          </View>
        </View>
      ))}
    </View>
  )
}
