// One change-over: what residents read, its notice to print, and changing or calling it off while it is ahead.
import { Alert, Button, Descriptions, Space } from 'antd'
import { useState } from 'react'
import { changeovers, type Changeover } from '@shared/changeovers/contract'
import { changeoverText, showBuildings } from '@shared/changeovers/rules'
import { longDay } from '@shared/time'
import { useWrite } from '@/lib/query'
import { PaperButton } from '@/ui/PaperButton'
import { askReason } from '@/ui/reason'
import { ChangeoverForm } from './ChangeoverForm'

export function ChangeoverDetail({ changeover }: { changeover: Changeover }) {
  const [changing, setChanging] = useState(false)
  const callOff = useWrite(changeovers.callOff, '已取消，住户会收到消息')
  const { id, version, status, allowed, reason, note } = changeover
  const stop = async (): Promise<void> => {
    const why = await askReason('取消这次撤桶？住户会收到消息', '取消撤桶', true)
    if (why) callOff.mutate({ id, version, reason: why })
  }
  if (changing) return <ChangeoverForm changeover={changeover} onDone={() => setChanging(false)} />
  return (
    <>
      {status === 'calledOff' ? (
        <Alert type="warning" showIcon title={`已取消：${reason ?? ''}`} style={{ marginBottom: 16 }} />
      ) : (
        <Alert type="info" title={`住户看到的：${changeoverText(changeover)}`} style={{ marginBottom: 16 }} />
      )}
      <Descriptions
        column={1}
        style={{ marginBottom: 16 }}
        items={[
          { key: 'day', label: '从哪天起', children: longDay(changeover.day) },
          { key: 'buildings', label: '楼栋', children: showBuildings(changeover.buildings) },
          { key: 'site', label: '新投放点', children: changeover.siteName },
          { key: 'hours', label: '开放时间', children: changeover.hoursText || '全天' },
          { key: 'note', label: '另外告诉住户', children: note || '没有' },
        ]}
      />
      <Space wrap>
        {status === 'planned' && (
          <PaperButton route={changeovers.paper} input={{ id }}>
            打印通知（每栋一页）
          </PaperButton>
        )}
        {allowed.includes('change') && <Button onClick={() => setChanging(true)}>修改</Button>}
        {allowed.includes('callOff') && (
          <Button danger loading={callOff.isPending} onClick={() => void stop()}>
            取消撤桶
          </Button>
        )}
      </Space>
    </>
  )
}
