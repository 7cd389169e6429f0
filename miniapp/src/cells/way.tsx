// What comes after sending in, on the applicant's page: the visit with its day and assessors, one of whom may be
// refused; what was said after it; the certificate with the way to download it.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { CellDetail, Certificate } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { showPoints } from '@shared/cells/scoring'
import { visitKindNames, titleLevelNames, visitSlotNames, visitStateNames } from '@shared/cells/vocabulary'
import { longDay, showDay } from '@shared/time'
import { asApiError, download, type ApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, DayLeaf, Notice, Row, Section, Tag } from '@/ui/layout'
import { takeDetail } from './drafts'

export function Visits({ cell }: { cell: CellDetail }) {
  const { visits, feedback } = cell
  if (visits.length === 0) return null
  return (
    <Section title="现场评估">
      {visits.map(({ id, kind, day, slot, state, assessors }) => (
        <Card key={id} title={visitKindNames[kind]} extra={<Tag>{visitStateNames[state]}</Tag>}>
          <Row title={`${showDay(day)}${visitSlotNames[slot]}`} before={<DayLeaf day={day} />} />
          {assessors.map((one) => (
            <Row
              key={one.id}
              icon="user"
              tint="neutral"
              title={one.name}
              note={one.organisation}
              value={one.isDeclared ? '已声明无利害关系' : '还没声明'}
            />
          ))}
          {state === 'planned' && cell.allowed.includes('refuseAssessor') && (
            <Refuse cell={cell} assessors={assessors} />
          )}
        </Card>
      ))}
      {feedback && (
        <Notice title={`${feedback.by}反馈`}>
          {`${feedback.text}${feedback.attended ? `（在场：${feedback.attended}）` : ''}`}
        </Notice>
      )}
    </Section>
  )
}

type RefuseProps = { cell: CellDetail; assessors: CellDetail['visits'][number]['assessors'] }

/** Once, with a reason; another one comes then. */
function Refuse({ cell, assessors }: RefuseProps) {
  const [isOpen, setOpen] = useState(false)
  const [personId, setPersonId] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const refuse = useWrite(cells.refuseAssessor, { onDone: takeDetail, refreshes: [cells.mine] })
  if (!isOpen)
    return (
      <Button id="refuse" kind="quiet" onClick={() => setOpen(true)}>
        想换一位评估员
      </Button>
    )
  const ready = personId !== null && reason.trim().length >= 2
  return (
    <View>
      <Notice>可以换一次，不影响评分。换人以后重新约时间。</Notice>
      <Choice
        label="换哪一位"
        columns={1}
        value={personId}
        onChange={setPersonId}
        options={assessors.map(({ id, name, organisation }) => ({ value: id, title: name, note: organisation }))}
      />
      <Field
        id="refuse-reason"
        label="为什么"
        value={reason}
        onChange={setReason}
        max={100}
        placeholder="例如：以前有过纠纷"
      />
      {refuse.error && <ErrorState error={refuse.error} />}
      <Button
        id="refuse-send"
        kind="primary"
        loading={refuse.busy}
        disabled={!ready}
        onClick={() => {
          if (personId) void refuse.run({ id: cell.id, personId, reason: reason.trim() })
        }}
      >
        请求换人
      </Button>
    </View>
  )
}

type CertificateProps = { cell: CellDetail; name: string; kind: string; certificate: Certificate }

export function CertificateCard({ cell, name, kind, certificate }: CertificateProps) {
  const { code, level, score, from, until, address } = certificate
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      await platform.giveFile(await download(cells.certificate, { id: cell.id }), `${name}证书.pdf`)
    } catch (caught) {
      setError(asApiError(caught))
    }
    setBusy(false)
  }
  return (
    <View className="cert">
      <View className="cert__frame">
        <Text className="cell__note">{kind}</Text>
        <Text className="cert__kind">{titleLevelNames[level]}</Text>
        <Text className="cert__name">{name}</Text>
        <Text className="cell__text">{`综合得分${showPoints(score)}分`}</Text>
        <Text className="cell__note">{`编号 ${code}`}</Text>
        <Text className="cell__note">{`${longDay(from)}到${longDay(until)}`}</Text>
        <Text className="cell__note">{`查真假：${address}`}</Text>
      </View>
      {error && <ErrorState error={error} />}
      <View className="apart" />
      <Button
        id="certificate"
        kind="primary"
        loading={busy}
        onClick={() => {
          void save()
        }}
      >
        下载证书
      </Button>
    </View>
  )
}
