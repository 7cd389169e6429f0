// A field of photos: each is sent as it is chosen, the form holds their ids.
import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import { ApiError, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError } from '@/lib/query'
import { Photos } from './Photos'

type Props = {
  purpose: InputOf<typeof files.upload>['purpose']
  most: number
  /** What is on them. */
  label: string
  value?: string[]
  onChange?: (ids: string[]) => void
  /** How one is sent, where not as a person who is signed in; such photos are counted and not shown. */
  send?: (id: string, file: File) => Promise<unknown>
}

export function PhotosField({ purpose, most, label, value = [], onChange, send: sendOne }: Props) {
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    const id = newId()
    await (sendOne ? sendOne(id, file) : upload(files.upload, { id, purpose }, file)).then(
      () => onChange?.([...value, id]),
      (error: unknown) =>
        void message.error(error instanceof ApiError ? describeError(error) : '照片没有传上去，请重试'),
    )
    setBusy(false)
  }
  return (
    <>
      {sendOne ? value.length > 0 && <p>已上传{value.length}张</p> : <Photos ids={value} label={label} />}
      {value.length < most && (
        <Upload
          accept="image/jpeg,image/png,image/webp"
          showUploadList={false}
          beforeUpload={(file) => {
            void send(file)
            return false
          }}
        >
          <Button loading={busy}>{value.length === 0 ? '选择照片' : '再加一张'}</Button>
        </Upload>
      )}
      {value.length > 0 && <Button onClick={() => onChange?.([])}>去掉照片</Button>}
    </>
  )
}
