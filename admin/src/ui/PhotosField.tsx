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
}

export function PhotosField({ purpose, most, label, value = [], onChange }: Props) {
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    await upload(files.upload, { id: newId(), purpose }, file).then(
      ({ id }) => onChange?.([...value, id]),
      (error: unknown) =>
        void message.error(error instanceof ApiError ? describeError(error) : '照片没有传上去，请重试'),
    )
    setBusy(false)
  }
  return (
    <>
      <Photos ids={value} label={label} />
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
