// A decision that needs a reason: one small form in a modal, as a promise.
import { Input, Modal } from 'antd'
import { useState } from 'react'

const SHORTEST = 2

/**
 * Asks for a reason of at least two characters and says so when it is missing; null when the person thinks better of
 * it.
 */
export function askReason(title: string, ok = '确定', danger = false): Promise<string | null> {
  return new Promise((resolve) => {
    const asked: { reason: string; complain: () => void } = { reason: '', complain: () => undefined }
    Modal.confirm({
      title,
      okText: ok,
      cancelText: '返回',
      okButtonProps: { danger },
      content: <Reason asked={asked} />,
      onCancel: () => resolve(null),
      onOk: (close: () => void) => {
        if (asked.reason.length < SHORTEST) return asked.complain()
        resolve(asked.reason)
        close()
      },
    })
  })
}

function Reason({ asked }: { asked: { reason: string; complain: () => void } }) {
  const [missing, setMissing] = useState(false)
  asked.complain = () => setMissing(true)
  const type = (text: string): void => {
    asked.reason = text.trim()
    if (asked.reason.length >= SHORTEST) setMissing(false)
  }
  return (
    <>
      <Input.TextArea
        autoFocus
        aria-label="原因"
        placeholder="请写明原因，会留痕"
        maxLength={100}
        rows={3}
        status={missing ? 'error' : ''}
        onChange={(event) => type(event.target.value)}
      />
      {missing && (
        <div role="alert" className="refused">
          请写明原因，至少两个字
        </div>
      )}
    </>
  )
}
