// Saving a list as Excel or CSV: the server makes the file; what it refuses is said.
import { App, Button, Space } from 'antd'
import { useState } from 'react'
import { ApiError } from '@/lib/api'
import { describeError } from '@/lib/query'

type Format = 'csv' | 'xlsx'
const names: Record<Format, string> = { xlsx: '导出 Excel', csv: '导出 CSV' }

export function ExportButtons({
  save,
  formats = ['xlsx', 'csv'],
  disabled,
}: {
  save: (format: Format) => Promise<void>
  formats?: readonly Format[]
  disabled?: boolean
}) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState<Format | null>(null)
  const start = async (format: Format): Promise<void> => {
    setBusy(format)
    await save(format).catch((error: unknown) => {
      if (!(error instanceof ApiError)) return void message.error('导出没有成功，请重试')
      void message[error.code === 'STEP_UP_REQUIRED' ? 'info' : 'error'](describeError(error))
    })
    setBusy(null)
  }
  return (
    <Space wrap>
      {formats.map((format) => (
        <Button key={format} disabled={disabled} loading={busy === format} onClick={() => void start(format)}>
          {names[format]}
        </Button>
      ))}
    </Space>
  )
}
