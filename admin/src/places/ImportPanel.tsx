// Import in four steps: template, check, what is wrong row by row, accept the good rows; and export of the same shape.
import { Alert, Button, Progress, Segmented, Space, Table, Upload } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { ApiError, download, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { describeError, useRead } from '@/lib/query'

type What = 'places' | 'sites' | 'holidays'
type Shown = OutputOf<typeof placesDesk.upload>
const formatNames = { xlsx: 'Excel', csv: 'CSV' } as const
const names: Record<What, string> = { places: '地点', sites: '点位', holidays: '节假日' }

/** `first` is what is chosen at first. Who may not import only takes away what there is. */
export function ImportPanel({ placeId, first = 'places' }: { placeId: string | undefined; first?: What }) {
  const [what, setWhat] = useState<What>(first)
  const mayImport = useMay(placesDesk.upload)
  const [file, setFile] = useState<File | null>(null)
  const [running, setRunning] = useState<string | null>(null)
  const [result, setResult] = useState<Shown | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const progress = useRead(
    placesDesk.importStatus,
    { id: running ?? '' },
    { enabled: running !== null, refetchMs: 700 },
  )
  const report = (error: unknown): void =>
    setFailure(error instanceof ApiError ? describeError(error) : '没有成功,请重试')
  const save = (work: Promise<void>): void => void work.catch(report)
  const send = async (mode: 'check' | 'apply'): Promise<void> => {
    if (!file) return
    const id = newId()
    setFailure(null)
    setResult(null)
    setRunning(id)
    await upload(placesDesk.upload, { id, what, mode }, file).then(setResult, report)
    setRunning(null)
  }
  const counts = running ? progress.data?.counts : result?.counts
  return (
    <Space orientation="vertical" style={{ width: '100%' }} size="middle">
      <Segmented<What>
        value={what}
        onChange={setWhat}
        options={(Object.keys(names) as What[]).map((value) => ({ value, label: names[value] }))}
      />
      <Space wrap>
        {mayImport &&
          (['xlsx', 'csv'] as const).map((format) => (
            <Button key={format} onClick={() => save(download(placesDesk.template, { what, format }))}>
              下载模板({formatNames[format]})
            </Button>
          ))}
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button
            key={format}
            onClick={() => save(download(placesDesk.exportSheet, { what, format, ...(placeId ? { placeId } : {}) }))}
          >
            导出现有数据({formatNames[format]})
          </Button>
        ))}
      </Space>
      {mayImport && (
        <Upload
          accept=".csv,.xlsx"
          maxCount={1}
          beforeUpload={(chosen) => {
            setFile(chosen)
            setResult(null)
            return false
          }}
          onRemove={() => setFile(null)}
        >
          <Button>选择文件(最大 10 MB、2 万行)</Button>
        </Upload>
      )}
      {mayImport && (
        <Space>
          <Button type="primary" disabled={!file} loading={running !== null} onClick={() => void send('check')}>
            先检查,不写入
          </Button>
          <Button disabled={!file || result?.mode !== 'check' || running !== null} onClick={() => void send('apply')}>
            写入合格的行
          </Button>
        </Space>
      )}
      {counts && <Progress percent={counts.total > 0 ? Math.round((counts.done / counts.total) * 100) : 0} />}
      {failure && <Alert type="error" title={failure} />}
      {result && (
        <Report
          shown={result}
          onFailed={(format) => save(download(placesDesk.failedRows, { id: result.id, format }))}
        />
      )}
    </Space>
  )
}

function Report({ shown, onFailed }: { shown: Shown; onFailed: (format: 'csv' | 'xlsx') => void }) {
  const { counts } = shown
  return (
    <>
      <Alert
        type={counts.failed > 0 ? 'warning' : 'success'}
        title={`${shown.mode === 'check' ? '检查' : '写入'}完成:共 ${counts.total} 行,新增 ${counts.created},修改 ${counts.changed},没有变化 ${counts.unchanged},未通过 ${counts.failed}`}
        action={
          counts.failed > 0 && (
            <Button size="small" onClick={() => onFailed('xlsx')}>
              下载未通过的行
            </Button>
          )
        }
      />
      {shown.problems.length > 0 && (
        <Table
          size="small"
          pagination={false}
          dataSource={shown.problems}
          rowKey={(row) => `${row.row} ${row.column}`}
          scroll={{ y: 360 }}
          columns={[
            { title: '行', dataIndex: 'row', width: 70 },
            { title: '列', dataIndex: 'column' },
            { title: '内容', dataIndex: 'value' },
            { title: '哪里不对', dataIndex: 'reason' },
          ]}
        />
      )}
    </>
  )
}
