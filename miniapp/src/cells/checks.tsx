// May it apply at all: questions in plain words, yes or no, each kept as soon as it is tapped. Vetoes come after them.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { CellDetail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { Choice } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { CellScreen } from './application'
import { takeDetail } from './drafts'

function Checks() {
  return (
    <CellScreen
      title="申报条件"
      bottom={({ allowed }) => (
        <Button
          id="done"
          kind="primary"
          onClick={() => {
            void Taro.navigateBack()
          }}
        >
          {allowed.includes('save') ? '好了，回去接着填' : '回去'}
        </Button>
      )}
    >
      {(cell) => <Questions cell={cell} />}
    </CellScreen>
  )
}

function Questions({ cell }: { cell: CellDetail }) {
  const { id, questions, checks, allowed } = cell
  const write = useWrite(cells.check, { onDone: takeDetail })
  const [tapped, setTapped] = useState<Readonly<Record<string, boolean>>>({})
  const answers: Readonly<Record<string, boolean>> = { ...checks?.answers, ...tapped }
  const mayEdit = allowed.includes('save')
  const put = (code: string, value: boolean) => {
    if (!mayEdit) return
    setTapped((before) => ({ ...before, [code]: value }))
    void write.run({ id, answers: { [code]: value } })
  }
  const ask = ({ code, question, wanted, why, isVeto }: CellDetail['questions'][number]) => (
    <Card key={code}>
      <View className="tight">
        <Choice
          label={question}
          value={answers[code] === undefined ? null : answers[code] ? 'yes' : 'no'}
          onChange={(value) => put(code, value === 'yes')}
          options={[
            { value: 'yes', title: '是', disabled: !mayEdit },
            { value: 'no', title: '不是', disabled: !mayEdit },
          ]}
        />
      </View>
      {answers[code] === !wanted && <Notice tone="warn">{isVeto ? `一票否决：${why}` : why}</Notice>}
    </Card>
  )
  return (
    <View>
      {mayEdit && <Text className="cell__lead">如实回答就行。有一条不符合，先改正，再提交。</Text>}
      {write.error && <ErrorState error={write.error} />}
      {questions.map(ask)}
    </View>
  )
}

export { Checks as default }
