// A decision that needs a reason: one small form in a modal, as a promise.
import { Input, Modal } from 'antd'

/** Asks for a reason of at least two characters; null when the person thinks better of it. */
export function askReason(title: string, ok = '确定', danger = false): Promise<string | null> {
  return new Promise((resolve) => {
    let reason = ''
    Modal.confirm({
      title, okText: ok, cancelText: '返回', okButtonProps: { danger },
      content: <Input.TextArea aria-label="原因" placeholder="请写明原因,会留痕" maxLength={100} rows={3} onChange={(event) => { reason = event.target.value.trim() }} />,
      onOk: () => (reason.length < 2 ? Promise.reject(new Error('reason needed')) : resolve(reason)), onCancel: () => resolve(null),
    })
  })
}
