// A page of one household: the one that its address names, else the one that is acted for; who has none is told how to
// come to one. Relies on the session.
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Empty } from '@/ui/layout'

type Props = { id: string | undefined; children: (id: string) => ReactNode }

export function OfHousehold({ id, children }: Props) {
  const { household } = useSession()
  const known = id || household?.id
  if (known) return <>{children(known)}</>
  return (
    <Empty
      icon="home"
      text="还没有加入住户"
      hint="扫户卡、输家人的邀请码，或向社区申请"
      action={
        <Button
          kind="primary"
          onClick={() => {
            void Taro.redirectTo({ url: '/me/join' })
          }}
        >
          加入一户
        </Button>
      }
    />
  )
}
