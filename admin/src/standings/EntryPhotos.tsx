// Photos beside a published entry: one of what inspectors took is chosen, faces, plates and doors are covered by hand,
// and the covered copy hangs. Left out, nothing hangs.
import { Alert, App, Button, Checkbox, Form, Input } from 'antd'
import { useState } from 'react'
import { files } from '@shared/files/contract'
import { MOST_PHOTOS, PHOTO_PURPOSE, standingPhotos, type EntryPhotos as Seen } from '@shared/standings/photos-contract'
import { longDay } from '@shared/time'
import { ApiError, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError, useRead, useWrite } from '@/lib/query'
import { CoverPhoto } from '@/ui/CoverPhoto'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'

type Props = { period: string; placeId: string }
type Chosen = { findingId: string; photoId: string; text: string }

export function EntryPhotos({ period, placeId }: Props) {
  const query = useRead(standingPhotos.list, { period, placeId })
  return (
    <section className="section">
      <h4>公布页上的照片</h4>
      <p className="faint">从检查照片里选，先把人脸、车牌、门牌遮住；最多{MOST_PHOTOS}张，不放也可以。原照片不公布。</p>
      <Loaded query={query}>{(seen) => <Content seen={seen} period={period} placeId={placeId} />}</Loaded>
    </section>
  )
}

function Content({ seen, ...entry }: Props & { seen: Seen }) {
  const hide = useWrite(standingPhotos.hide, '已撤下')
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const hanging = seen.shown.filter(({ isHidden }) => !isHidden)
  const takeDown = async (id: string): Promise<void> => {
    const reason = await askReason('为什么撤下', '撤下照片', true)
    if (reason) hide.mutate({ id, reason })
  }
  return (
    <>
      {hanging.map(({ id, caption, by }) => (
        <div key={id}>
          <Photos ids={[id]} label={caption} />
          <p>
            {caption} <span className="faint">{by}</span>{' '}
            <Button size="small" loading={hide.isPending} onClick={() => void takeDown(id)}>
              撤下
            </Button>
          </p>
        </div>
      ))}
      {chosen && <Cover key={chosen.photoId} chosen={chosen} {...entry} onDone={() => setChosen(null)} />}
      {!chosen && hanging.length < MOST_PHOTOS && (
        <>
          {seen.findings.length === 0 && <p className="faint">这三个月的检查没有拍到问题的照片。</p>}
          {seen.findings.map(({ id: findingId, day, text, spot, photoIds }) => (
            <div key={findingId}>
              <p>
                {longDay(day)}，{spot}：{text}
              </p>
              <Photos ids={photoIds} label={text} />
              {photoIds.map((photoId, at) => (
                <Button key={photoId} size="small" onClick={() => setChosen({ findingId, photoId, text })}>
                  {photoIds.length === 1 ? '遮好再公布' : `第${at + 1}张遮好再公布`}
                </Button>
              ))}
            </div>
          ))}
        </>
      )}
    </>
  )
}

function Cover({ chosen, period, placeId, onDone }: Props & { chosen: Chosen; onDone: () => void }) {
  const link = useRead(files.link, { id: chosen.photoId, size: 'full' })
  const show = useWrite(standingPhotos.show, '已放到公布页上')
  const [form] = Form.useForm<{ caption: string; areCovered: boolean }>()
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const send = async (picture: File): Promise<void> => {
    const { caption } = await form.validateFields()
    setBusy(true)
    const id = newId()
    await upload(files.upload, { id, purpose: PHOTO_PURPOSE }, picture).then(
      () =>
        show.mutate(
          { id, period, placeId, findingId: chosen.findingId, caption, areCovered: true },
          { onSuccess: onDone },
        ),
      (error: unknown) =>
        void message.error(error instanceof ApiError ? describeError(error) : '照片没有传上去，请重试'),
    )
    setBusy(false)
  }
  return (
    <Form form={form} layout="vertical" initialValues={{ caption: chosen.text.slice(0, 60) }}>
      <Form.Item
        name="caption"
        label="照片下写什么（公开）"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明照片上是什么' }]}
      >
        <Input maxLength={60} showCount />
      </Form.Item>
      <Form.Item
        name="areCovered"
        valuePropName="checked"
        rules={[{ required: true, type: 'enum', enum: [true], message: '请先看过整张照片再打勾' }]}
      >
        <Checkbox>我看过了：没有露出人脸、车牌和门牌</Checkbox>
      </Form.Item>
      {link.error && <Alert type="error" title={link.error.message} />}
      {link.data && (
        <CoverPhoto
          src={link.data.url}
          label={chosen.text}
          busy={busy || show.isPending}
          onDone={(picture) => void send(picture)}
        />
      )}
      <Button style={{ marginTop: 12 }} onClick={onDone}>
        不放了
      </Button>
    </Form>
  )
}
