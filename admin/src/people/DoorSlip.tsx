// The slip that is put to the door of a household which someone claims by its card: whoever lives there has five
// working days to object. Printing starts the days, so it is asked for first; printing again shows the same slip.
import { Alert, Button, Modal, Space } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import { useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'

type Slip = OutputOf<typeof households.printSlip>

export function DoorSlip({ requestId, label, onClose }: { requestId: string; label: string; onClose: () => void }) {
  const [slip, setSlip] = useState<Slip | null>(null)
  const make = useWrite(households.printSlip)
  useFocusBack()
  return (
    <Modal open title={`门上通知:${label}`} footer={null} width={640} onCancel={onClose} className="door-slip-modal">
      {slip ? (
        <>
          <Paper slip={slip} />
          <Space className="no-print" style={{ marginTop: 16 }}>
            <Button type="primary" autoFocus onClick={() => window.print()}>
              打印
            </Button>
            <Button onClick={onClose}>关闭</Button>
          </Space>
        </>
      ) : (
        <>
          <Alert
            type="info"
            showIcon
            title="从打印当天起算 5 个工作日。请当天贴到这户门上;期满没人提出异议,认领自动成立。"
            style={{ marginBottom: 16 }}
          />
          <Space>
            <Button
              type="primary"
              autoFocus
              loading={make.isPending}
              onClick={() => make.mutate({ id: requestId }, { onSuccess: setSlip })}
            >
              生成通知,开始公示
            </Button>
            <Button onClick={onClose}>返回</Button>
          </Space>
        </>
      )}
    </Modal>
  )
}

function Paper({ slip }: { slip: Slip }) {
  return (
    <article className="door-slip" aria-label="门上通知">
      <h2>住户认领通知</h2>
      <p>{slip.label}:</p>
      <p>{slip.claimant} 于近日用这一户的户卡,在手机上申请成为这一户的成员。成为成员后,可以查看这一户的积分和预约。</p>
      <p>
        <strong>如果您住在这里,又不认识申请人,请在 {showDay(slip.objectBy)} 前告诉社区。</strong>
        没有人提出异议,{showDay(slip.objectBy)} 之后申请就会成立。
      </p>
      <p>您同意的话,不用做任何事;也可以带户卡到社区当场办好。</p>
      <p>
        {slip.hotline ? `社区电话:${slip.hotline}。` : '请到社区服务台办理。'}通知日期:{showDay(slip.slipOn)}
      </p>
    </article>
  )
}
