// The slip that is put to the door of a household which someone claims by its card: whoever lives there has five
// working days to object. Making it starts the days, so it is asked for first; it may be printed again.
import { Alert, Button, Modal, Space } from 'antd'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import { useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'
import { PaperButton } from '@/ui/PaperButton'

export function DoorSlip({ requestId, label, onClose }: { requestId: string; label: string; onClose: () => void }) {
  const make = useWrite(households.printSlip)
  useFocusBack()
  return (
    <Modal open title={`门上通知：${label}`} footer={null} width={640} onCancel={onClose}>
      <Alert
        type={make.data ? 'success' : 'info'}
        showIcon
        title={
          make.data
            ? `已开始公示，${showDay(make.data.objectBy)}前可以提出异议。请打印后当天贴到这户门上。`
            : '从生成当天起算5个工作日。请当天贴到这户门上；期满没人提出异议，认领自动成立。'
        }
        style={{ marginBottom: 16 }}
      />
      <Space>
        {make.data ? (
          <PaperButton type="primary" autoFocus route={households.slip} input={{ id: requestId }}>
            打印门上通知
          </PaperButton>
        ) : (
          <Button type="primary" autoFocus loading={make.isPending} onClick={() => make.mutate({ id: requestId })}>
            生成通知，开始公示
          </Button>
        )}
        <Button onClick={onClose}>{make.data ? '关闭' : '返回'}</Button>
      </Space>
    </Modal>
  )
}
