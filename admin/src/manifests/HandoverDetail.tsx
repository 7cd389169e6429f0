// One handover in full: what each side said, signatures with the hash they cover, what was refused, corrections.
import { Alert, Button, Descriptions, Space, Table, Tag } from 'antd'
import { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import type { Handover, Said, Signature } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { refusalReasonNames, sideNames, signatureWayNames, warningNames } from '@shared/manifests/vocabulary'
import { longDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { PaperButton } from '@/ui/PaperButton'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { CorrectionCard } from './CorrectionCard'
import { HandoverTag, kindName, weightOf } from './words'

const said = (given: Said | null): string =>
  given ? `${given.buckets ?? '—'}桶，${weightOf(given.grams, given.how)}，${fullTime(given.at)}` : '还没有填'

export function HandoverDetail({ handover }: { handover: Handover }) {
  const { id, refusal, warnings, corrections, photoIds, allowed } = handover
  const callOff = useWrite(manifestsDesk.callOff, '已取消，两边都会收到通知')
  const askCallOff = async (): Promise<void> => {
    const reason = await askReason('取消这次计划的收运？', '取消收运', true)
    if (reason) callOff.mutate({ id, reason })
  }
  return (
    <>
      {warnings.length > 0 && (
        <Alert
          type="warning"
          title={warnings.map((each) => warningNames[each]).join('；')}
          style={{ marginBottom: 12 }}
        />
      )}
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'producer', label: '产生单位', children: handover.producer },
          { key: 'address', label: '地址', children: handover.address },
          { key: 'hauler', label: '收运单位', children: handover.hauler },
          { key: 'plate', label: '车牌', children: handover.plate ?? '—' },
          { key: 'day', label: '日期', children: longDay(handover.day) },
          { key: 'kind', label: '种类', children: kindName(handover.kind) },
          {
            key: 'state',
            label: '状态',
            children: (
              <Space wrap>
                <HandoverTag state={handover.state} />
                {handover.isPaper && <Tag>纸质补录</Tag>}
                {handover.isUnattended && <Tag>店里没人，扫码</Tag>}
                {handover.isLate && <Tag color="gold">两天后才上传</Tag>}
              </Space>
            ),
          },
          {
            key: 'weight',
            label: '重量',
            children: `${handover.buckets ?? '—'}桶，${weightOf(handover.grams, handover.how)}`,
          },
          { key: 'number', label: '编号', children: showCode(handover.number) },
          { key: 'density', label: '估算依据', children: handover.density ? `密度 ${handover.density}版` : '—' },
          { key: 'kitchen', label: '店里填的', children: said(handover.said.producer) },
          { key: 'driver', label: '司机填的', children: said(handover.said.hauler) },
          ...(refusal
            ? [
                {
                  key: 'refusal',
                  label: '没收的',
                  children: `${refusal.buckets === null ? '全部' : `${refusal.buckets}桶`}，${refusalReasonNames[refusal.reason]}${refusal.text ? `，${refusal.text}` : ''}`,
                },
              ]
            : []),
        ]}
      />
      <Photos ids={photoIds} label="交接照片" />
      {refusal && <Photos ids={refusal.photoIds} label="没收的照片" />}
      <Space wrap style={{ margin: '16px 0' }}>
        <PaperButton route={manifestsBook.slip} input={{ id }}>
          打印交接单
        </PaperButton>
        {allowed.includes('callOff') && (
          <Button danger loading={callOff.isPending} onClick={() => void askCallOff()}>
            取消这次收运
          </Button>
        )}
      </Space>
      <Signatures signatures={handover.signatures} />
      {corrections.map((one) => (
        <CorrectionCard key={one.id} correction={one} />
      ))}
    </>
  )
}

/** Of a handover or a trip. */
export function Signatures({ signatures }: { signatures: readonly Signature[] }) {
  return (
    <section className="section">
      <h4>签收</h4>
      <Table<Signature>
        size="small"
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowKey={(row) => `${row.side}${row.receivedAt}`}
        dataSource={[...signatures]}
        locale={{ emptyText: '还没有人签收' }}
        columns={[
          { title: '一方', render: (_value, row) => sideNames[row.side] },
          { title: '单位', render: (_value, row) => row.organisation },
          { title: '谁', render: (_value, row) => row.by ?? '—' },
          { title: '怎样', render: (_value, row) => signatureWayNames[row.way] },
          {
            title: '时间',
            render: (_value, row) => (
              <>
                {fullTime(row.at)}
                {row.isClockOff && <Tag style={{ marginInlineStart: 6 }}>手机时间不准，已校正</Tag>}
              </>
            ),
          },
          {
            title: '内容校验',
            render: (_value, row) =>
              row.holds ? <Tag color="green">{row.hash.slice(0, 8)}</Tag> : <Tag color="red">后来改过，作废</Tag>,
          },
        ]}
      />
    </section>
  )
}
