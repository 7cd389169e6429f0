// What a property company sees by the link that it was sent: the findings that were forwarded to it, by when, and a
// form to report each mended with a photo. No account.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App as AntApp, Alert, Button, Card, Form, Input } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { inspectionsFindings, type ForwardedFinding } from '@shared/inspections/findings-contract'
import { showInstant } from '@shared/time'
import { callByLink, type ApiError } from '@/lib/api'
import { describeError } from '@/lib/query'
import { Failed, Loading, Nothing } from '@/ui/states'
import { FindingTag, PhotosField, showDue } from './words'

type Seen = OutputOf<typeof inspectionsFindings.byLink>

const KEY = ['inspections', 'by-link']

export function CompanyFindings() {
  const token = location.hash.slice(1)
  const query = useQuery<Seen, ApiError>({
    queryKey: KEY,
    queryFn: () => callByLink(inspectionsFindings.byLink, {}, token),
    retry: false,
  })
  return (
    <AntApp>
      <main style={{ maxWidth: 760, margin: '0 auto', padding: 16 }}>
        {query.error && !query.data ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : query.data ? (
          <Content seen={query.data} token={token} />
        ) : (
          <Loading />
        )}
      </main>
    </AntApp>
  )
}

function Content({ seen: { company, until, items }, token }: { seen: Seen; token: string }) {
  return (
    <>
      <h1 style={{ fontSize: 22, margin: '8px 0' }}>{company}</h1>
      <p className="faint">
        这里是转给贵公司的问题，{showInstant(new Date(until))}前可以回报。按期限整改后拍照回报，由检查员或主管部门核实。
      </p>
      {items.length === 0 && <Nothing text="没有转来的问题" />}
      {items.map((finding) => (
        <One key={finding.id} finding={finding} token={token} />
      ))}
    </>
  )
}

function One({ finding, token }: { finding: ForwardedFinding; token: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Card
      size="small"
      style={{ marginTop: 12 }}
      title={finding.targetName}
      extra={<FindingTag state={finding.state} isLate={finding.isLate} />}
    >
      <p>
        {finding.spot}：{finding.text}
      </p>
      <p className="faint">
        {finding.severity}，{showDue(finding.dueAt)}前整改
      </p>
      {finding.fixNote && <p>已回报：{finding.fixNote}</p>}
      {finding.allowed.includes('fix') && !isOpen && (
        <Button type="primary" onClick={() => setOpen(true)}>
          回报已整改
        </Button>
      )}
      {isOpen && finding.allowed.includes('fix') && (
        <FixForm id={finding.id} token={token} onDone={() => setOpen(false)} />
      )}
    </Card>
  )
}

function FixForm({ id, token, onDone }: { id: string; token: string; onDone: () => void }) {
  const client = useQueryClient()
  const fix = useMutation<Seen, ApiError, { note: string; photoIds: string[] }>({
    mutationFn: (fields) => callByLink(inspectionsFindings.fixByLink, { findingId: id, ...fields }, token),
    onSuccess: (seen) => {
      client.setQueryData(KEY, seen)
      onDone()
    },
  })
  return (
    <Form<{ note: string; photoIds: string[] }>
      layout="vertical"
      initialValues={{ photoIds: [] }}
      onFinish={(fields) => fix.mutate(fields)}
    >
      <Form.Item
        label="整改后的照片（核实要看）"
        name="photoIds"
        rules={[{ required: true, type: 'array', min: 1, message: '请拍一张整改后的照片' }]}
      >
        <PhotosField
          send={(photoId, file) => callByLink(inspectionsFindings.uploadByLink, { id: photoId }, token, file)}
        />
      </Form.Item>
      <Form.Item
        label="怎么整改的"
        name="note"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明怎么整改的' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      {fix.error && <Alert type="error" title={describeError(fix.error)} style={{ marginBottom: 12 }} />}
      <Button type="primary" htmlType="submit" loading={fix.isPending}>
        回报
      </Button>
    </Form>
  )
}
