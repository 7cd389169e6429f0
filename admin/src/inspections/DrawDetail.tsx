// One draw: its seed and hash, strata, who could be drawn and what was closed to them, and the list that came out.
import { Button, Descriptions, Space, Table, Typography } from 'antd'
import type { OutputOf } from '@shared/contract'
import { inspectionsDraws } from '@shared/inspections/draws-contract'
import { exclusionNames, targetKindNames } from '@shared/inspections/vocabulary'
import { showDay } from '@shared/time'
import { download } from '@/lib/api'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'
import { VisitTag } from './words'

export function DrawDetail({ draw }: { draw: OutputOf<typeof inspectionsDraws.show> }) {
  const cancel = useWrite(inspectionsDraws.cancel, '已作废，可以重新抽签')
  const undo = async (): Promise<void> => {
    const reason = await askReason('作废这次抽签？记录会保留。', '作废', true)
    if (reason) cancel.mutate({ id: draw.id, reason })
  }
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'what', label: '对象', children: `${draw.placeName} ${targetKindNames[draw.targetKind]}` },
          { key: 'when', label: '时段', children: `${showDay(draw.from)}～${showDay(draw.to)}` },
          { key: 'by', label: '抽签', children: `${draw.drawnBy}，${fullTime(draw.drawnAt)}` },
          { key: 'seed', label: '种子', children: <Typography.Text code>{draw.seed}</Typography.Text> },
          { key: 'hash', label: '文件校验码', children: <Typography.Text code>{draw.hash}</Typography.Text> },
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        <Button onClick={() => void download(inspectionsDraws.file, { id: draw.id })}>下载种子文件</Button>
        {draw.allowed.includes('void') && (
          <Button danger loading={cancel.isPending} onClick={() => void undo()}>
            作废这次抽签
          </Button>
        )}
      </Space>
      <p className="faint">
        重算：在项目目录运行 npm run -s draw --
        种子文件，打印的内容应与文件逐字节相同。检查全部结束的次日起，任何人都能下载。
      </p>
      <h4>各层</h4>
      <Table
        size="small"
        pagination={false}
        rowKey="key"
        dataSource={draw.strata}
        columns={[
          { title: '层', dataIndex: 'name' },
          { title: '对象', dataIndex: 'places' },
          { title: '抽中', dataIndex: 'drawn' },
        ]}
      />
      <h4>检查员与回避</h4>
      <Table
        size="small"
        pagination={false}
        rowKey="code"
        scroll={{ x: 'max-content' }}
        dataSource={draw.inspectors}
        columns={[
          { title: '代码', dataIndex: 'code' },
          { title: '姓名', dataIndex: 'name' },
          { title: '派到', dataIndex: 'visits' },
          { title: exclusionNames.subdistrict, render: (_value, row) => row.closed.subdistrict },
          { title: exclusionNames.lastVisits, render: (_value, row) => row.closed.lastVisits },
          { title: exclusionNames.declared, render: (_value, row) => row.closed.declared },
          { title: exclusionNames.near, render: (_value, row) => row.closed.near },
        ]}
      />
      {draw.left.length > 0 && <p>抽中但无人可派：{draw.left.map(({ targetName }) => targetName).join('、')}</p>}
      <h4>名单</h4>
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        scroll={{ x: 'max-content' }}
        dataSource={draw.items}
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          { title: '检查员', dataIndex: 'inspector' },
          { title: '顺序', dataIndex: 'position' },
          { title: '对象', dataIndex: 'targetName' },
          { title: '复看', render: (_value, row) => (row.isDouble ? '双人复看' : '') },
          { title: '状态', render: (_value, row) => <VisitTag state={row.state} /> },
        ]}
      />
    </>
  )
}
