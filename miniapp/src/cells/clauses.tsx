// The clauses in the order of the table: what is left, or all; each says what it has, what the platform filled, and
// what is missing. After the papers went in: self, review and site beside one another.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { CellDetail } from '@shared/cells/application'
import { figureText } from '@shared/cells/figures'
import { showPoints } from '@shared/cells/scoring'
import { Button } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Empty, ProgressBar, Row, Section } from '@/ui/layout'
import { answerWords } from './answer'
import { CellScreen, clausesOf, isLeft, Unsent, type Clause } from './application'
import { draftOf, useDrafts } from './drafts'
import { openPage } from './parts'

function Clauses() {
  return (
    <CellScreen
      title="逐条填写"
      bottom={(cell) => {
        const left = clausesOf(cell).find(isLeft)
        return left ? (
          <Button
            id="next-left"
            kind="primary"
            onClick={() => openPage(`/cells/clause?id=${cell.id}&code=${left.item.code}`)}
          >
            {`接着填 ${left.rule.clause}`}
          </Button>
        ) : null
      }}
    >
      {(cell) => <List cell={cell} />}
    </CellScreen>
  )
}

function List({ cell }: { cell: CellDetail }) {
  const clauses = clausesOf(cell)
  const left = clauses.filter(isLeft)
  const mayEdit = clauses.some(({ item }) => item.mayEdit)
  const [which, setWhich] = useState<'left' | 'all'>(left.length > 0 ? 'left' : 'all')
  const shown = mayEdit && which === 'left' ? left : clauses
  const names = [...new Set(shown.map(({ section }) => section))]
  return (
    <View>
      {mayEdit && (
        <ProgressBar
          value={cell.items === 0 ? 100 : (100 * cell.ready) / cell.items}
          label="填好了"
          text={`${cell.ready}/${cell.items}条`}
        />
      )}
      <Unsent id={cell.id} />
      {mayEdit && (
        <Choice
          label="看哪些"
          columns={2}
          value={which}
          onChange={setWhich}
          options={[
            { value: 'left', title: `还没好的${left.length}条` },
            { value: 'all', title: '全部' },
          ]}
        />
      )}
      {shown.length === 0 && <Empty icon="circle-check" text="每一条都好了" hint="回去看看总分，就可以提交" />}
      {names.map((name) => (
        <Section key={name} title={name}>
          <Card>
            {shown
              .filter(({ section }) => section === name)
              .map((clause) => (
                <One key={clause.item.code} id={cell.id} clause={clause} />
              ))}
          </Card>
        </Section>
      ))}
    </View>
  )
}

function One({ id, clause }: { id: string; clause: Clause }) {
  const { item, rule } = clause
  const draft = draftOf(useDrafts(), id, item.code)
  const answer = draft?.answer ?? item.answer
  const judged = [
    item.review && `材料审${item.review.points === null ? '不涉及' : showPoints(item.review.points)}`,
    item.site && `现场${item.site.points === null ? '不涉及' : showPoints(item.site.points)}`,
  ].filter(Boolean)
  const said =
    item.isFilled && item.figure ? `平台已填：${figureText(item.figure)}` : answer ? answerWords(rule, answer) : null
  const more = draft
    ? draft.state === 'conflict'
      ? '同事也改过，请选用哪份'
      : '还没存上'
    : item.returned && item.mayEdit
      ? `退回：${item.returned.reason}`
      : item.mayEdit && item.missing
        ? item.missing
        : judged.join('，')
  const isDone = !isLeft(clause) && !draft
  return (
    <Row
      id={`clause-${item.code}`}
      icon={item.isFilled ? 'leaf' : isDone ? 'circle-check' : 'help-circle'}
      tint={isDone ? 'good' : 'warm'}
      title={`${rule.clause} ${rule.question}`}
      note={
        <View>
          {said && <Text className="cell__line">{said}</Text>}
          {more && <Text className="cell__line">{more}</Text>}
        </View>
      }
      value={item.points === null ? `满${rule.max}` : `${showPoints(item.points)}/${rule.max}`}
      label={`${rule.clause} ${rule.question}${said ? `，${said}` : ''}${more ? `，${more}` : ''}`}
      onClick={() => openPage(`/cells/clause?id=${id}&code=${item.code}`)}
    />
  )
}

export { Clauses as default }
