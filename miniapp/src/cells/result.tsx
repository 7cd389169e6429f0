// After both signed: self, review and site beside one another, the feedback of the same day with what is to be mended,
// and later the look again.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Rectification } from '@shared/cells/application'
import { showPoints } from '@shared/cells/scoring'
import { cellsSite, type SideBySide } from '@shared/cells/site-contract'
import { rectificationStateNames } from '@shared/cells/vocabulary'
import { addDays, dayOf, showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { Field, Stepper, TextArea } from '@/ui/inputs'
import { Card, Notice, Row, Section, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { ThreeScores } from './parts'

function ResultPage() {
  const id = useRouter().params['id'] ?? ''
  return (
    <Screen title="评分对照">
      <SignedIn why="用评估员身份登录后查看">
        <Loaded id={id} />
      </SignedIn>
    </Screen>
  )
}

function Loaded({ id }: { id: string }) {
  const query = useRead(cellsSite.visit, { id }, { enabled: id !== '' })
  return <QueryView query={query}>{(sides) => <Sides sides={sides} />}</QueryView>
}

const wide = (tenths: number | null): string => (tenths === null ? '—' : showPoints(tenths))
const tenth = (score: { total: number } | null): number | null => (score ? score.total / 10 : null)

function Sides({ sides }: { sides: SideBySide }) {
  const { subject, self, review, site, final, apart, needsThird, items, feedback, rectifications, allowed } = sides
  const apartItems = items.filter((item) => item.site !== null && item.review !== null && item.site !== item.review)
  return (
    <View>
      <Card title={subject.name}>
        <ThreeScores
          scores={[
            { word: '自评', score: tenth(self) },
            { word: '材料审', score: tenth(review) },
            { word: '现场', score: tenth(final ?? site) },
          ]}
        />
      </Card>
      {apart !== null && needsThird && (
        <Notice tone="warn" title={`材料审和现场相差${showPoints(apart)}分`}>
          超过10分，要派第三位评估员复核不一样的条目，再反馈。
        </Notice>
      )}
      {feedback ? (
        <Notice tone="good" title={`${feedback.by}已反馈`}>{`${feedback.text}（在场：${feedback.attended}）`}</Notice>
      ) : (
        allowed.includes('giveFeedback') && !needsThird && <Feedback sides={sides} />
      )}
      {rectifications.length > 0 && (
        <Section title="要整改的">
          {rectifications.map((one) => (
            <Mended key={one.id} sides={sides} one={one} />
          ))}
        </Section>
      )}
      <Section title={apartItems.length > 0 ? '材料审和现场不一样的' : '逐条'}>
        <Card>
          {(apartItems.length > 0 ? apartItems : items).map((item) => (
            <Row
              key={item.code}
              title={`${item.clause} ${item.text}`}
              note={[
                `自评${wide(item.self)}，材料审${wide(item.review)}，现场${wide(item.third ?? item.site)}`,
                item.note,
              ]
                .filter(Boolean)
                .join('。')}
              value={`满${item.max}`}
            />
          ))}
        </Card>
      </Section>
    </View>
  )
}

type Draft = { id: string; code: string | null; text: string; days: number }
const USUAL_DAYS = 15

/** Said in the meeting of the same day: what was good, who was there, what is to be mended and by when. */
function Feedback({ sides: { visit, items, feedbackDueOn } }: { sides: SideBySide }) {
  const [words, setWords] = useState('')
  const [attended, setAttended] = useState('')
  const [drafts, setDrafts] = useState<readonly Draft[]>([])
  const send = useWrite(cellsSite.feedback, { refreshes: [cellsSite.visit, cellsSite.mine] })
  const weak = items.filter(
    ({ code, site, max }) => site !== null && site < max * 10 && !drafts.some((one) => one.code === code),
  )
  const add = async (code: string | null, text: string) =>
    setDrafts([...drafts, { id: await newId(), code, text, days: USUAL_DAYS }])
  const put = (id: string, part: Partial<Draft>) =>
    setDrafts(drafts.map((one) => (one.id === id ? { ...one, ...part } : one)))
  const today = dayOf(new Date())
  const ready =
    words.trim().length >= 2 && attended.trim().length >= 2 && drafts.every(({ text }) => text.trim().length >= 4)
  return (
    <Section title="当天反馈">
      <Notice>{`请在${showDay(feedbackDueOn)}当天，当面说给对方听。`}</Notice>
      <TextArea id="words" label="意见：哪些好，哪些要改" value={words} onChange={setWords} max={500} />
      <Field
        id="attended"
        label="在场的人"
        value={attended}
        onChange={setAttended}
        max={60}
        placeholder="例如：店长、厨师长"
      />
      {drafts.map((one) => (
        <Card key={one.id}>
          <Field
            id={`mend-${one.id}`}
            label="要整改什么"
            value={one.text}
            onChange={(text) => put(one.id, { text })}
            max={120}
          />
          <Stepper
            label="几天内改好"
            value={one.days}
            onChange={(days) => put(one.id, { days })}
            min={1}
            max={90}
            unit="天"
          />
          <Button small onClick={() => setDrafts(drafts.filter((other) => other.id !== one.id))}>
            不用改了
          </Button>
        </Card>
      ))}
      {weak.length > 0 && (
        <Card title="从扣分的条目里选">
          {weak.map(({ code, clause, text, note }) => (
            <Row
              key={code}
              id={`weak-${code}`}
              title={`${clause} ${text}`}
              note={note}
              value="要整改"
              onClick={() => {
                void add(code, note ?? text)
              }}
            />
          ))}
        </Card>
      )}
      {send.error && <ErrorState error={send.error} />}
      <Button
        id="give-feedback"
        kind="primary"
        loading={send.busy}
        disabled={!ready}
        onClick={() => {
          void send.run({
            visitId: visit.id,
            text: words.trim(),
            attended: attended.trim(),
            rectifications: drafts.map(({ id, code, text, days }) => ({
              id,
              code,
              text: text.trim(),
              dueOn: addDays(today, days),
            })),
          })
        }}
      >
        {drafts.length > 0 ? `反馈，要整改${drafts.length}条` : '反馈，不用整改'}
      </Button>
    </Section>
  )
}

const tones = { open: 'warn', mended: 'info', closed: 'good' } as const

function Mended({ sides: { applicationId, allowed }, one }: { sides: SideBySide; one: Rectification }) {
  const [note, setNote] = useState('')
  const recheck = useWrite(cellsSite.recheck, { refreshes: [cellsSite.visit] })
  const say = (isMended: boolean) => {
    void recheck.run({ id: applicationId, rectificationId: one.id, isMended, note: note.trim() })
  }
  return (
    <Card title={one.text} extra={<Tag tone={tones[one.state]}>{rectificationStateNames[one.state]}</Tag>}>
      <Text className="cell__note">{`${showDay(one.dueOn)}以前改好`}</Text>
      {one.steps.map(({ at, what, note: said, photoIds }) => (
        <View key={at}>
          <Text className="cell__text">{[what, said].filter(Boolean).join('：')}</Text>
          <PhotoRow ids={photoIds} label={what} />
        </View>
      ))}
      {one.state === 'mended' && allowed.includes('recheck') && (
        <View>
          <Field id={`look-${one.id}`} label="看到什么" value={note} onChange={setNote} max={200} />
          {recheck.error && <ErrorState error={recheck.error} />}
          <Buttons>
            <Button
              id={`again-${one.id}`}
              loading={recheck.busy}
              disabled={note.trim().length < 2}
              onClick={() => say(false)}
            >
              没改好
            </Button>
            <Button
              id={`close-${one.id}`}
              kind="primary"
              loading={recheck.busy}
              disabled={note.trim().length < 2}
              onClick={() => say(true)}
            >
              改好了
            </Button>
          </Buttons>
        </View>
      )}
    </Card>
  )
}

export { ResultPage as default }
