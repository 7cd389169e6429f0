// One line of the statement: as a row, and opened, with its whole text, what it is about, the rule, and the way to
// object. Relies on the ledger's statement. Invariants: a line that was trimmed says by what, a line that was
// contested says how it stands; every line opens.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { StatementLine } from '@shared/ledger/contract'
import { showDay, showInstant, type Day } from '@shared/time'
import { showFen } from '@shared/units'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Ico, Icon } from '@/ui/Icon'
import { Card, Notice, Row, Tag } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'
import { ContestSheet, pageOf } from './contest-sheet'
import { contestTones, lineParts } from './words'

/** "11月27日"; the weekday and the hour stand where the line is opened. */
const shortDay = (day: Day): string => showDay(day).split(' ')[0] ?? ''
const signed = (value: number): string => (value > 0 ? `+${value}` : value < 0 ? `−${-value}` : '0')

/** `became`: of a redemption, what was written down later. */
type Line = StatementLine & { became?: string }

export function LineRow({ line, onOpen }: { line: Line; onOpen: () => void }) {
  const { points, fen, pointsAfter, reversed, contest, day } = line
  const [title, then] = lineParts(line)
  const what = line.became ?? then
  const amount = points === 0 && fen !== 0 ? showFen(fen) : `${signed(points)}分`
  return (
    <View
      className="row row--tap row--icon line"
      onClick={onOpen}
      {...a11y({ role: 'button', spoken: `${title}，${amount}，${showDay(day)}，点开看依据` })}
    >
      <Ico name={points < 0 ? 'gift' : 'recycle'} tone={points < 0 ? 'warm' : points > 0 ? 'teal' : 'neutral'} />
      <View className="row__main">
        <Text className="line__title">{title}</Text>
        <Text className="line__note">{[shortDay(day), what].filter(Boolean).join('，')}</Text>
        {(reversed || contest) && (
          <View className="line__tags">
            {reversed && <Tag tone="warn">已冲正</Tag>}
            {contest && (
              <Tag tone={contestTones[contest.status].tone}>{`异议${contestTones[contest.status].name}`}</Tag>
            )}
          </View>
        )}
      </View>
      <View className="line__amounts">
        <Text className={points > 0 ? 'line__points line__points--in' : 'line__points'}>{amount}</Text>
        <Text className="line__after">{`余${pointsAfter}分`}</Text>
      </View>
      <View className="row__arrow">
        <Icon name="chevron-right" size="s" />
      </View>
    </View>
  )
}

type SheetProps = {
  account: string
  line: Line
  /** The line whose difference this one pays, as far as it is shown. */
  added: StatementLine | undefined
  onClose: () => void
}

export function LineSheet({ account, line, added, onClose }: SheetProps) {
  const [contesting, setContesting] = useState(false)
  if (contesting) return <ContestSheet account={account} line={line} onClose={onClose} />
  const { text, trimmed, contest, adds, allowed, contestUntil } = line
  const page = pageOf(line.subject)
  return (
    <Sheet
      open
      title="这一笔"
      onClose={onClose}
      {...(allowed.includes('contest')
        ? {
            bottom: (
              <Button id="contest" onClick={() => setContesting(true)}>
                有异议
              </Button>
            ),
          }
        : {})}
    >
      <Text className="line__text">{text}</Text>
      {line.became && <Text className="line__why">{`后来：${line.became}`}</Text>}
      {adds ? <Text className="line__why">{added ? `补的是：${added.text}` : '补的是以前有异议的一笔'}</Text> : null}
      {trimmed && <Notice title="为什么少一些">{trimmed.text}</Notice>}
      {contest && <Notice title={`您的异议：${contestTones[contest.status].name}`}>{contest.text}</Notice>}
      <Card>
        {page && (
          <Row
            id="line-page"
            icon="receipt"
            title={page.text}
            onClick={() => {
              void Taro.navigateTo({ url: page.url })
            }}
          />
        )}
        <Row
          id="line-rule"
          icon="info-circle"
          tint="neutral"
          title="按哪一版规则算的"
          note="规则、上限、本月预算"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/rules' })
          }}
        />
      </Card>
      {allowed.includes('contest') && contestUntil && (
        <Text className="line__why">{`${showInstant(new Date(contestUntil))} 以前可以提异议。`}</Text>
      )}
    </Sheet>
  )
}
