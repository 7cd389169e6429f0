// The full telephone number of a person, for a reason that is written down; it is shown once and kept nowhere.
import { App, Button } from 'antd'
import { people } from '@shared/people/contract'
import { ApiError, call } from '@/lib/api'
import { useMay } from '@/lib/me'
import { describeError } from '@/lib/query'
import { askReason } from '@/ui/reason'

export function PhoneButton({ personId, name }: { personId: string; name: string }) {
  const { message, modal } = App.useApp()
  if (!useMay(people.phoneOf)) return null
  const show = async (): Promise<void> => {
    const reason = await askReason(`查看${name}的完整手机号？为什么要看，会留痕`, '查看')
    if (!reason) return
    await call(people.phoneOf, { id: personId, reason }).then(
      ({ phone, verified }) =>
        void modal.info({
          title: phone ?? '没有留手机号',
          content: phone && !verified ? '本人还没有验证过这个号码。' : '只用于这一次联系，不要抄到别处。',
          okText: '好',
        }),
      (error: unknown) => void message.error(error instanceof ApiError ? describeError(error) : '没有成功，请重试'),
    )
  }
  return (
    <Button size="small" onClick={() => void show()}>
      看手机号
    </Button>
  )
}
