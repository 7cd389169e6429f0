// Resetting somebody's password: a random one for handing over, seen once, and a lost second factor taken off when
// asked to.
import { Alert, Button, Checkbox, Modal, Typography } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { staff } from '@shared/people/staff-contract'
import { temporaryPassword } from '@/lib/passwords'
import { useWrite } from '@/lib/query'
import { useFocusBack } from '@/ui/focus-back'

type Account = OutputOf<typeof staff.list>['items'][number]

export function ResetPassword({ account, onClose }: { account: Account; onClose: () => void }) {
  const reset = useWrite(staff.resetPassword)
  const [alsoTotp, setAlsoTotp] = useState(false)
  const [password, setPassword] = useState<string | null>(null)
  useFocusBack()
  const who = `${account.displayName}（${account.loginName}）`
  const submit = (): void => {
    const next = temporaryPassword()
    reset.mutate(
      { personId: account.personId, password: next, ...(alsoTotp ? { resetTotp: true } : {}) },
      { onSuccess: () => setPassword(next) },
    )
  }
  if (password !== null) {
    return (
      <Modal
        open
        title={`${who}的临时密码`}
        mask={{ closable: false }}
        onCancel={onClose}
        footer={
          <Button type="primary" onClick={onClose}>
            已记下，关闭
          </Button>
        }
      >
        <p>
          请当面或打电话告诉本人，不要发在群里。下次登录时要换成自己的密码{alsoTotp ? '，并重新绑定动态验证码' : ''}。
        </p>
        <Typography.Paragraph
          code
          copyable={{ text: password, icon: ['复制', '已复制'], tooltips: false }}
          style={{ fontSize: 18 }}
        >
          {password}
        </Typography.Paragraph>
        <Alert type="warning" showIcon title="只显示这一次，关闭后谁也查不到。没有记下就再重设一次。" />
      </Modal>
    )
  }
  return (
    <Modal
      open
      title={`给${who}重设密码？`}
      okText="重设"
      cancelText="返回"
      okButtonProps={{ danger: true, loading: reset.isPending }}
      onOk={submit}
      onCancel={onClose}
    >
      <p>会生成一个临时密码，原来的密码立即失效，这个账号在管理台的登录全部退出。重设会留痕。</p>
      {account.hasTotp && (
        <Checkbox checked={alsoTotp} onChange={(event) => setAlsoTotp(event.target.checked)}>
          同时解除动态验证码的绑定（手机丢了或换了）
        </Checkbox>
      )}
    </Modal>
  )
}
