// What a property company sees by the link that it was sent: findings that wait, the preview of its compounds with the
// days to object, and published entries to answer. No account; the key stands behind # and reaches no log.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App as AntApp, Alert, Button, Card, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { dueWords } from '@shared/standings/due'
import { standingsByLink } from '@shared/standings/link-contract'
import { objectionStatusNames } from '@shared/standings/vocabulary'
import { longMonth, showDay } from '@shared/time'
import { callByLink, type ApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError } from '@/lib/query'
import { PhotosField } from '@/ui/PhotosField'
import { Failed, Loading, Nothing } from '@/ui/states'
import { OutcomeTag, scoreText } from './parts'

type Seen = OutputOf<typeof standingsByLink.byLink>
type Entry = Seen['entries'][number]

const KEY = ['standings', 'by-link']

export function CompanyPage() {
  const token = location.hash.slice(1)
  const query = useQuery<Seen, ApiError>({
    queryKey: KEY,
    queryFn: () => callByLink(standingsByLink.byLink, {}, token),
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

function Content({ seen, token }: { seen: Seen; token: string }) {
  const { company, preview, findings, entries } = seen
  return (
    <>
      <h1 style={{ fontSize: 22, margin: '8px 0' }}>{company}</h1>
      <p className="faint">这里只有贵公司管理的小区。已经公布的榜单在</p>
      <p>
        <a href="/lists">红黑榜公布页</a>
      </p>
      {preview && !preview.late && (
        <Alert
          type="info"
          showIcon
          title={`${longMonth(preview.period)}红黑榜正在预览，有异议请在${showDay(preview.objectUntil)}前提出；裁定结果不会比现在差。`}
          style={{ margin: '12px 0' }}
        />
      )}
      <h2 style={{ fontSize: 18 }}>还没整改的问题</h2>
      {findings.length === 0 ? (
        <Nothing text="没有未整改的问题" />
      ) : (
        <Card size="small">
          {findings.map(({ id, place, text, dueAt, late }) => (
            <p key={id}>
              {late && <Tag color="red">超期</Tag>}
              <b>{place}</b>：{text}
              {dueAt && <span className="faint">，{dueWords(new Date(dueAt))}</span>}
            </p>
          ))}
        </Card>
      )}
      <h2 style={{ fontSize: 18, marginTop: 24 }}>榜单结果</h2>
      {entries.length === 0 && <Nothing text="最近三期没有贵公司的小区" />}
      {entries.map((entry) => (
        <EntryCard key={`${entry.period}${entry.placeId}`} entry={entry} token={token} />
      ))}
    </>
  )
}

function EntryCard({ entry, token }: { entry: Entry; token: string }) {
  return (
    <Card
      size="small"
      style={{ marginTop: 12 }}
      title={`${entry.name}，${longMonth(entry.period)}${entry.isPublished ? '' : '预览'}`}
      extra={<OutcomeTag outcome={entry.outcome} />}
    >
      <p>
        {entry.missing || scoreText(entry)}；{entry.reasons.join('；')}
      </p>
      {entry.objection && (
        <p>
          <b>异议（{objectionStatusNames[entry.objection.status]}）：</b>
          {entry.objection.text}
          {entry.objection.answer && `；裁定：${entry.objection.answer}`}
        </p>
      )}
      {entry.objection && <SentPhotos ids={entry.objection.photoIds} token={token} />}
      {entry.reply && (
        <p>
          <b>贵公司的回应：</b>
          {entry.reply}
        </p>
      )}
      {entry.allowed.includes('object') && <Say entry={entry} token={token} kind="object" />}
      {entry.allowed.includes('reply') && <Say entry={entry} token={token} kind="reply" />}
    </Card>
  )
}

/** Photos of the company's own objection; their links live for five minutes. */
function SentPhotos({ ids, token }: { ids: readonly string[]; token: string }) {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 12 }}>
      {ids.map((id, at) => (
        <SentPhoto key={id} id={id} token={token} label={`异议的照片 ${at + 1}`} />
      ))}
    </div>
  )
}

function SentPhoto({ id, token, label }: { id: string; token: string; label: string }) {
  const link = useQuery<{ url: string }, ApiError>({
    queryKey: [...KEY, 'photo', id],
    queryFn: () => callByLink(standingsByLink.photoByLink, { id }, token),
    staleTime: 240_000,
  })
  if (!link.data) return <span className="faint">{link.error ? `${label}：${link.error.message}` : '载入中…'}</span>
  return (
    <a href={link.data.url} target="_blank" rel="noreferrer">
      <img src={link.data.url} alt={label} style={{ display: 'block', height: 96, borderRadius: 8 }} />
    </a>
  )
}

const sayings = {
  object: { label: '提异议：哪里不对', button: '提出异议', done: '已提出，三个工作日内裁定', max: 500, min: 4 },
  reply: { label: '写一条回应（公布在条目旁）', button: '写上回应', done: '已写上', max: 300, min: 2 },
} as const

type Said = { text: string; photoIds?: string[] }

function Say({ entry, token, kind }: { entry: Entry; token: string; kind: keyof typeof sayings }) {
  const { label, button, done, max, min } = sayings[kind]
  const { message } = AntApp.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Said>()
  const [id, setId] = useState(newId)
  const { period, placeId } = entry
  const say = useMutation<unknown, ApiError, Said>({
    mutationFn: ({ text, photoIds = [] }) =>
      kind === 'object'
        ? callByLink(standingsByLink.objectByLink, { id, period, placeId, text, photoIds }, token)
        : callByLink(standingsByLink.replyByLink, { id, period, placeId, text }, token),
    onSuccess: async () => {
      void message.success(done)
      form.resetFields()
      setId(newId())
      await client.invalidateQueries({ queryKey: KEY })
    },
    onError: (error) => void message.error(describeError(error)),
  })
  return (
    <Form<Said> form={form} layout="vertical" onFinish={(said) => say.mutate(said)}>
      <Form.Item
        name="text"
        label={label}
        rules={[{ required: true, min, whitespace: true, message: `请写明，至少${min}个字` }]}
      >
        <Input.TextArea maxLength={max} showCount rows={2} />
      </Form.Item>
      {kind === 'object' && (
        <Form.Item name="photoIds" label="照片（可不传）">
          <PhotosField
            purpose="standingObjection"
            most={3}
            label="异议的照片"
            send={(photoId, file) => callByLink(standingsByLink.uploadByLink, { id: photoId }, token, file)}
          />
        </Form.Item>
      )}
      <Button htmlType="submit" loading={say.isPending}>
        {button}
      </Button>
    </Form>
  )
}
