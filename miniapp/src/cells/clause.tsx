// One clause a page: one question, a few taps, a photo with what a good one shows. What the platform filled is shown
// with its figure and opens to the records. Kept with every tap; a colleague's change is shown beside one's own.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { CellDetail } from '@shared/cells/application'
import { figureText, periodText, type PlatformFigure } from '@shared/cells/figures'
import { showPoints } from '@shared/cells/scoring'
import { checkModeNames, methodKindNames, sourceWords } from '@shared/cells/table-words'
import { dayOf, showDay } from '@shared/time'
import { Button, Buttons } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'
import { AnswerInput, answerWords } from './answer'
import { CellScreen, clausesOf, nextLeft, type Clause } from './application'
import { changeItem, draftOf, letGo, settle, useDrafts, type Draft } from './drafts'
import { Evidence } from './evidence'
import { ClauseHead, Source, ThreeScores } from './parts'

function ClausePage() {
  const code = useRouter().params['code'] ?? ''
  return (
    <CellScreen
      title="一条"
      bottom={(cell) => {
        const next = nextLeft(clausesOf(cell), code)
        const go = () => {
          if (next) void Taro.redirectTo({ url: `/cells/clause?id=${cell.id}&code=${next.item.code}` })
          else void Taro.navigateBack()
        }
        return (
          <Button id="next" kind="primary" onClick={go}>
            {next ? `下一条 ${next.rule.clause}` : '好了，回去'}
          </Button>
        )
      }}
    >
      {(cell) => {
        const clause = clausesOf(cell).find(({ item }) => item.code === code)
        return clause ? <One key={code} cell={cell} clause={clause} /> : <Empty text="评价表里没有这一条" />
      }}
    </CellScreen>
  )
}

function One({ cell, clause }: { cell: CellDetail; clause: Clause }) {
  const { id } = cell
  const { item, rule, section } = clause
  const draft = draftOf(useDrafts(), id, item.code)
  const [isNoting, setNoting] = useState(false)
  const { answer, note, evidence } = draft ?? item
  const { mayEdit, isFilled, figure, returned } = item
  return (
    <View>
      <Card>
        <ClauseHead
          number={`${section} ${rule.clause}`}
          max={rule.max}
          about={rule.required ? '必备' : methodKindNames[rule.method.kind]}
        />
        <Text className="cell__title">{rule.question}</Text>
        <Text className="cell__note">{`${rule.text}（${checkModeNames[rule.check]}）`}</Text>
      </Card>
      {returned && (
        <Notice tone="warn" title={`第${returned.round}次退回`}>
          {returned.reason}
        </Notice>
      )}
      {draft && <Saving id={id} draft={draft} clause={clause} />}
      {isFilled && figure ? (
        <Filled clause={clause} figure={figure} corrected={cell.corrected.find(({ code }) => code === item.code)} />
      ) : (
        <Card>
          {figure?.state === 'none' && <Notice>平台里还没有这方面的记录，请您来填。</Notice>}
          <AnswerInput
            item={rule}
            value={answer}
            disabled={!mayEdit}
            onChange={(next) => changeItem(id, item, { answer: next }, next.kind === 'ratio')}
          />
        </Card>
      )}
      <Section title={rule.evidence.least > 0 ? '要拍的照片' : '照片（可不拍）'}>
        {rule.evidence.ask !== '' && <Notice title={rule.evidence.ask}>{rule.evidence.example}</Notice>}
        <Evidence id={id} item={item} evidence={evidence} least={rule.evidence.least} mayEdit={mayEdit} />
      </Section>
      {(note !== '' || isNoting) && (
        <TextArea
          id="note"
          label="补一句（可不写）"
          value={note}
          max={300}
          onChange={(text) => {
            if (mayEdit) changeItem(id, item, { note: text }, true)
          }}
        />
      )}
      {mayEdit && note === '' && !isNoting && (
        <Button id="add-note" kind="quiet" onClick={() => setNoting(true)}>
          想补一句（可不写）
        </Button>
      )}
      {(item.review ?? item.site) && <Judged clause={clause} />}
    </View>
  )
}

/** What is not on the server yet, and what a person has to decide. */
function Saving({ id, draft, clause: { item, rule } }: { id: string; draft: Draft; clause: Clause }) {
  if (draft.state === 'conflict' && draft.theirs) {
    const { theirs } = draft
    const words = theirs.answer ? answerWords(rule, theirs.answer) : '还没有答'
    return (
      <Notice
        tone="warn"
        title="同事刚改过这一条"
        action={
          <Buttons>
            <Button id="use-theirs" small onClick={() => settle(id, item.code, 'theirs')}>
              用同事的
            </Button>
            <Button id="use-mine" small kind="primary" onClick={() => settle(id, item.code, 'mine')}>
              用我的
            </Button>
          </Buttons>
        }
      >{`${theirs.by ?? '同事'}填的是：${words}。${theirs.note}您的是：${draft.answer ? answerWords(rule, draft.answer) : '还没有答'}。${draft.note}两份照片都留着。`}</Notice>
    )
  }
  if (draft.state === 'refused')
    return (
      <Notice
        tone="error"
        action={
          <Button id="let-go" small onClick={() => letGo(id, item.code)}>
            用已存的那份
          </Button>
        }
      >{`没有存上：${draft.why ?? ''}`}</Notice>
    )
  return draft.why ? <Notice tone="warn">{`还在手机里，会自动再存。${draft.why}`}</Notice> : null
}

/** What the platform knows: the figure large, where it comes from, and what it gives. */
type FilledProps = { clause: Clause; figure: PlatformFigure; corrected: CellDetail['corrected'][number] | undefined }
function Filled({ clause: { item, rule }, figure, corrected }: FilledProps) {
  const [isOpen, setOpen] = useState(false)
  const { said, weighed, estimated, citations, records, from, to, readAt } = figure
  const shares = weighed === null ? '' : `其中过秤${weighed}条，估算${estimated ?? 0}条。`
  return (
    <Card title="平台已经填好">
      <Text className="cell__title">{figureText(figure)}</Text>
      <Text className="cell__text">{said}</Text>
      {item.answer && <Text className="cell__note">{answerWords(rule, item.answer)}</Text>}
      {corrected && (
        <Notice tone="warn" title="来源后来更正过，这里按提交时的数据">
          {corrected.said}
        </Notice>
      )}
      <Source text={`来自${records}条记录，${showDay(dayOf(new Date(readAt)))}读取`} onClick={() => setOpen(true)} />
      <Sheet open={isOpen} title={sourceWords[figure.source].name} onClose={() => setOpen(false)}>
        <Text className="cell__note">{`${periodText({ from, to })}。${shares}`}</Text>
        <Card>
          {citations.map((one) => (
            <Row key={`${one.id} ${one.day}`} title={one.said} note={showDay(one.day)} />
          ))}
        </Card>
        {records > citations.length && (
          <Text className="cell__note">{`这里是最近${citations.length}条，一共${records}条。`}</Text>
        )}
      </Sheet>
    </Card>
  )
}

function Judged({ clause: { item, rule } }: { clause: Clause }) {
  const { review, site } = item
  const tenths = (points: number | null | undefined) => (points === null || points === undefined ? null : points / 10)
  return (
    <Section title="打的分">
      <ThreeScores
        scores={[
          { word: '自评', score: tenths(item.points) },
          { word: '材料审', score: tenths(review?.points) },
          { word: '现场', score: tenths(site?.points) },
        ]}
      />
      {[['材料审', review] as const, ['现场', site] as const].map(([word, judged]) =>
        judged ? (
          <Notice key={word} title={`${word}：${answerWords(rule, judged.answer)}`}>
            {judged.note ?? `满${rule.max}分，得${judged.points === null ? '不涉及' : showPoints(judged.points)}分`}
          </Notice>
        ) : null,
      )}
    </Section>
  )
}

export { ClausePage as default }
