// Importing a table, for every kind of it: template, file, what is wrong row by row, write the good rows, stop, and
// what was imported before. The work goes on beside the page, which asks how far it is.
import { Alert, Button, Popconfirm, Progress, Space, Table, Tag, Upload } from 'antd'
import { useEffect, useState } from 'react'
import { imports, type ImportShown } from '@shared/imports/contract'
import { ApiError, call, download, upload } from '@/lib/api'
import { fullTime, withCommas } from '@/lib/format'
import { newId } from '@/lib/ids'
import { describeError, queryClient, useList, useRead } from '@/lib/query'
import { ListTable } from './ListTable'

const formatNames = { xlsx: 'Excel', csv: 'CSV' } as const
const formats = ['xlsx', 'csv'] as const
const REFETCH_MS = 700
const colours: Readonly<Partial<Record<ImportShown['status'], string>>> = {
  checking: 'blue',
  applying: 'blue',
  applied: 'green',
  failed: 'red',
  stopped: 'red',
}
const isRunning = (shown: ImportShown | undefined): boolean =>
  shown?.status === 'checking' || shown?.status === 'applying'

/**
 * For those who may import it.
 * @param kind as the server calls it
 * @param note what to know about this table before filling it
 */
export function ImportPanel({ kind, note }: { kind: string; note?: string }) {
  const [id, setId] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const history = useList(imports.list, { kind })
  const [watching, setWatching] = useState(false)
  const query = useRead(
    imports.show,
    { id: id ?? '' },
    { enabled: id !== null, refetchMs: busy || watching ? REFETCH_MS : undefined },
  )
  const shown = id === null ? undefined : query.data
  // what takes longer than a request waits for goes on, and is asked about until it is over
  useEffect(() => setWatching(isRunning(shown)), [shown])
  const run = async (work: Promise<unknown>): Promise<void> => {
    setFailure(null)
    setBusy(true)
    await work.catch((error: unknown) =>
      setFailure(error instanceof ApiError ? describeError(error) : '没有成功，请重试'),
    )
    setBusy(false)
    await queryClient.invalidateQueries()
  }
  const send = (file: File): void => {
    const fresh = newId()
    setId(fresh)
    void run(upload(imports.upload, { id: fresh, kind }, file))
  }
  return (
    <Space orientation="vertical" style={{ width: '100%' }} size="middle">
      <Space wrap>
        {formats.map((format) => (
          <Button key={format} onClick={() => void run(download(imports.template, { kind, format }))}>
            下载模板（{formatNames[format]}）
          </Button>
        ))}
        <Upload
          accept=".csv,.xlsx"
          showUploadList={false}
          disabled={busy}
          beforeUpload={(file) => {
            send(file)
            return false
          }}
        >
          <Button type="primary" loading={busy && !shown}>
            选择文件并检查（最大 10 MB、2 万行）
          </Button>
        </Upload>
      </Space>
      {note && <span>{note}</span>}
      <span className="faint">先检查，不写入；看过结果再写入合格的行。同一个文件再导入一次，不会重复。</span>
      {failure && <Alert type="error" showIcon title={failure} />}
      {shown && <Outcome shown={shown} busy={busy} onRun={(work) => void run(work)} />}
      <h4 style={{ margin: 0 }}>导入记录</h4>
      <ListTable
        list={history}
        rowKey={(row) => row.id}
        empty="还没有导入过"
        onRow={(row) => setId(row.id)}
        columns={[
          { title: '文件', dataIndex: 'filename' },
          { title: '时间', render: (_value, row) => fullTime(row.startedAt) },
          { title: '状态', render: (_value, row) => <Tag color={colours[row.status]}>{row.statusText}</Tag> },
          { title: '结果', render: (_value, row) => resultOf(row) },
        ]}
      />
    </Space>
  )
}

const resultOf = ({ counts: { total, created, changed, unchanged, failed } }: ImportShown): string =>
  `共${withCommas(total)}行：新增 ${withCommas(created)}，修改 ${withCommas(changed)}，没有变化 ${withCommas(unchanged)}，未通过 ${withCommas(failed)}`

type Props = { shown: ImportShown; busy: boolean; onRun: (work: Promise<unknown>) => void }

function Outcome({ shown, busy, onRun }: Props) {
  const { id, counts, status } = shown
  const running = isRunning(shown)
  const good = counts.total - counts.failed
  const isNews = counts.created + counts.changed > 0 || status !== 'checked'
  return (
    <Space orientation="vertical" style={{ width: '100%' }} size="middle">
      <Alert
        type={status === 'applied' ? 'success' : counts.failed > 0 || status === 'failed' ? 'warning' : 'info'}
        showIcon
        title={`${shown.filename}：${shown.statusText}`}
        description={
          <>
            {resultOf(shown)}
            {shown.sheet && shown.otherSheets.length > 0 && (
              <div>
                只读了工作表“{shown.sheet}”，没有读：{shown.otherSheets.join('、')}
              </div>
            )}
            {shown.sameAs && <div>同一个文件在 {fullTime(shown.sameAs.at)} 写入过，再写入不会重复。</div>}
            {status === 'cancelled' && counts.done > 0 && <div>取消以前写入的行留着，可以再写入其余的行。</div>}
          </>
        }
        action={
          counts.failed > 0 &&
          !running && (
            <Button size="small" onClick={() => onRun(download(imports.failedRows, { id, format: 'xlsx' }))}>
              下载未通过的行
            </Button>
          )
        }
      />
      {running && (
        <Progress aria-label="进度" percent={counts.total > 0 ? Math.round((counts.done / counts.total) * 100) : 0} />
      )}
      <Space>
        {shown.allowed.includes('apply') && !isNews && good > 0 && (
          <span>合格的{withCommas(good)}行都已经在系统里，不用再写入。</span>
        )}
        {shown.allowed.includes('apply') && isNews && (
          <Button type="primary" disabled={busy || good === 0} onClick={() => onRun(call(imports.apply, { id }))}>
            写入合格的{withCommas(good)}行
          </Button>
        )}
        {shown.allowed.includes('cancel') && (
          <Popconfirm
            title="停下来？"
            description="已经写入的行留着"
            okText="停下来"
            cancelText="继续"
            onConfirm={() => onRun(call(imports.cancel, { id }))}
          >
            <Button danger>停下来</Button>
          </Popconfirm>
        )}
      </Space>
      {shown.problems.length > 0 && (
        <Table
          size="small"
          pagination={false}
          dataSource={shown.problems}
          rowKey={(row) => `${row.row} ${row.column} ${row.reason}`}
          scroll={{ y: 360 }}
          columns={[
            { title: '行', dataIndex: 'row', width: 70 },
            { title: '列', dataIndex: 'column' },
            { title: '内容', dataIndex: 'value' },
            { title: '哪里不对', dataIndex: 'reason' },
          ]}
        />
      )}
    </Space>
  )
}
