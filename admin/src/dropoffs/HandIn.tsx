// Rows of a phone that could not send them, handed in for the volunteer: a file is picked, each row gets its answer.
import { Alert, Button, Table, Upload } from 'antd'
import { useState } from 'react'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { readHandedOver } from '@shared/dropoffs/hand-over'
import { MOST_ROWS } from '@shared/dropoffs/rules'
import { logStateNames } from '@shared/dropoffs/vocabulary'
import type { OutputOf } from '@shared/contract'
import { call } from '@/lib/api'

type Answer = OutputOf<typeof dropoffsDesk.handIn>
type Result = Answer['results'][number]

export function HandIn() {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const take = async (file: File): Promise<void> => {
    setAnswer(null)
    setFailure(null)
    const handed = readHandedOver(await file.text())
    if (!handed) {
      setFailure('这不是手机导出的投放登记文件，请让督导员从“今晚登记”里重新导出')
      return
    }
    setBusy(true)
    const all: Answer = { by: '', results: [] }
    try {
      for (let from = 0; from < handed.rows.length; from += MOST_ROWS) {
        const rows = handed.rows.slice(from, from + MOST_ROWS)
        const { by, results } = await call(dropoffsDesk.handIn, { personId: handed.personId, rows })
        Object.assign(all, { by, results: [...all.results, ...results] })
      }
    } catch (error) {
      setFailure(error instanceof Error ? error.message : '没能交上，请再试一次')
    } finally {
      if (all.results.length > 0) setAnswer(all)
      setBusy(false)
    }
  }
  return (
    <section className="section">
      <Upload
        accept=".txt,.json,text/plain,application/json"
        showUploadList={false}
        beforeUpload={(file) => {
          void take(file)
          return false
        }}
      >
        <Button loading={isBusy}>代交没能上传的登记</Button>
      </Upload>
      {failure && <Alert type="error" showIcon style={{ marginTop: 12 }} title={failure} />}
      {answer && <Answered answer={answer} />}
    </section>
  )
}

const saidOf = ({ outcome, state }: Result): string => {
  if (outcome === 'refused') return '没有记'
  return outcome === 'had' ? '以前已交过' : state ? logStateNames[state] : '已收下'
}

function Answered({ answer: { by, results } }: { answer: Answer }) {
  const of = (outcome: Result['outcome']): number => results.filter((each) => each.outcome === outcome).length
  const odd = results.filter(({ outcome, text }) => outcome === 'refused' || outcome === 'review' || text)
  return (
    <>
      <Alert
        type={of('refused') > 0 ? 'warning' : 'success'}
        showIcon
        style={{ margin: '12px 0' }}
        title={`${by}的${results.length}条：记下${of('accepted')}条，以前已交过${of('had')}条，待核${of('review')}条，没有记${of('refused')}条`}
      />
      {odd.length > 0 && (
        <Table<Result>
          size="small"
          dataSource={odd}
          rowKey={(row) => row.id}
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          columns={[
            { title: '编号', dataIndex: 'id' },
            { title: '结果', render: (_value, row) => saidOf(row) },
            { title: '原因', render: (_value, row) => row.text ?? '—' },
          ]}
        />
      )}
    </>
  )
}
