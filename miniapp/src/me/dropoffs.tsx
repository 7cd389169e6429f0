// What was logged of the household's bags at the bins: each with its result and its points, and objecting to one that
// was called wrong. Relies on the household's lines of dropoffs. Invariants: the household alone reads it; a contest is
// offered only while it is open; what was typed survives a failed sending.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { dropoffsHousehold, type HouseholdLine } from '@shared/dropoffs/household-contract'
import { resultNames, type Result } from '@shared/dropoffs/vocabulary'
import { streamNames } from '@shared/places/vocabulary'
import { clockOf, dayOf, showDay, showInstant } from '@shared/time'
import { useReadPages, useWrite } from '@/lib/query'
import { useStoredText } from '@/lib/stored-text'
import { Button, NextPage } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { SignedIn } from '@/ui/SignedIn'
import { OfHousehold } from './of-household'

function Dropoffs() {
  const { params } = useRouter()
  return (
    <Screen title="投放记录">
      <SignedIn why="登录后才能看到您家的投放记录">
        <OfHousehold id={params['id']}>{(id) => <Lines id={id} />}</OfHousehold>
      </SignedIn>
    </Screen>
  )
}

function Lines({ id }: { id: string }) {
  const pages = useReadPages(dropoffsHousehold.lines, { householdId: id })
  const [opened, setOpened] = useState<HouseholdLine | null>(null)
  const empty = <Empty icon="trash" text="还没有投放记录" hint="在投放点出示住户码，督导员扫一下就会记在这里" />
  return (
    <>
      <QueryView query={pages.query} isEmpty={(items) => items.length === 0} empty={empty}>
        {(items) =>
          daysOf(items).map(({ day, lines }) => (
            <Section key={day} title={showDay(day)}>
              <Card>
                {lines.map((line) => (
                  <Line key={line.id} line={line} onOpen={() => setOpened(line)} />
                ))}
              </Card>
            </Section>
          ))
        }
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
      {opened && <ContestSheet line={opened} onClose={() => setOpened(null)} />}
    </>
  )
}

function daysOf(items: readonly HouseholdLine[]): { day: string; lines: HouseholdLine[] }[] {
  const days = new Map<string, HouseholdLine[]>()
  for (const line of items) {
    const day = dayOf(new Date(line.at))
    days.set(day, [...(days.get(day) ?? []), line])
  }
  return [...days].map(([day, lines]) => ({ day, lines }))
}

/** What it counts as: the lead's second look stands, and an upheld contest turns a wrong one right. */
const standing = ({ result, leadResult, contest }: HouseholdLine): Result =>
  contest === 'upheld' ? 'correct' : (leadResult ?? result)

function pointsWords({ points, pointsState, state, isBeyondDaily, day }: HouseholdLine): string {
  if (state === 'review' || state === 'waiting') return '待核对'
  if (state === 'undone') return '已撤销'
  if (state === 'setAside') return '没有计入'
  if (isBeyondDaily) return day === dayOf(new Date()) ? '分对了，今天已经记过一袋' : '分对了，当天已经记过一袋'
  if (pointsState === 'none') return '没有积分'
  return pointsState === 'pending' ? `${points}分，当天结算后入账` : `${points}分，已入账`
}

const contestWords = { open: '异议处理中', upheld: '异议成立，已改正', kept: '异议没有成立' } as const

function Line({ line, onOpen }: { line: HouseholdLine; onOpen: () => void }) {
  const result = standing(line)
  const words = [
    `${clockOf(new Date(line.at))} ${line.siteName}`,
    line.leadResult !== null && '组长复看过',
    line.contest && contestWords[line.contest],
    line.note && `督导员说：${line.note}`,
  ]
  const row = (
    <Row
      icon={result === 'correct' ? 'circle-check' : 'info-circle'}
      tint={result === 'correct' ? 'good' : 'warm'}
      title={`${streamNames[line.stream]} ${resultNames[result]}`}
      note={[...words.filter(Boolean), pointsWords(line)].join('，')}
      {...(line.contestUntil ? { value: <Tag tone="warn">有异议</Tag>, onClick: onOpen } : {})}
      label={`${streamNames[line.stream]}${resultNames[result]}，有异议`}
    />
  )
  if (line.photoIds.length === 0) return row
  return (
    <View>
      {row}
      <PhotoRow ids={line.photoIds} label="登记时的照片" />
    </View>
  )
}

function ContestSheet({ line, onClose }: { line: HouseholdLine; onClose: () => void }) {
  const reason = useStoredText(`dropoff-contest/${line.id}`)
  const contest = useWrite(dropoffsHousehold.contest, { refreshes: [dropoffsHousehold.lines] })
  const send = async () => {
    if (!(await contest.run({ id: line.id, text: reason.text.trim() }))) return
    reason.clear()
    toast('已提出，社区核对后答复您')
    onClose()
  }
  return (
    <Sheet
      open
      title="对这一袋有异议"
      onClose={onClose}
      bottom={
        <Button
          id="contest-send"
          kind="primary"
          loading={contest.busy}
          disabled={reason.text.trim().length < 2}
          onClick={() => {
            void send()
          }}
        >
          提出异议
        </Button>
      }
    >
      <Card>
        <Text>{`${showInstant(new Date(line.at))}，${line.siteName}，${streamNames[line.stream]} ${resultNames[line.result]}`}</Text>
      </Card>
      <Notice>{`会由没有经办这件事的人核对后答复您，${line.contestUntil ? `${showInstant(new Date(line.contestUntil))} 以前都可以提` : '现在不能再提'}。`}</Notice>
      {contest.error && <ErrorState error={contest.error} />}
      <TextArea
        id="contest-reason"
        label="哪里不对"
        value={reason.text}
        max={200}
        onChange={reason.set}
        placeholder="例如：袋子是破开倒的，当时已给督导员看过"
      />
    </Sheet>
  )
}

export { Dropoffs as default }
