// The code that a shop scans, asked for again before it ends, with the one that is read out below it.
// Relies on rewards.code. Invariant: a picture that is overdue is taken away and says why; the typed code stays, as it
// does not change.
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { rewards } from '@shared/rewards/contract'
import type { Id } from '@shared/ids'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { QrCode } from '@/ui/QrCode'
import { QueryView } from '@/ui/QueryView'
import { spacedCode } from './parts'

const TICK_MS = 5_000
/** How long after the time to renew it a picture is still good for: renewing is due well before its end. */
const GRACE_MS = 45_000

/** The phone's own clock measures only how old the answer is: it may be wrong about the hour. */
function useAge(since: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.max(now, since) - since)
}

export function LiveCode({ id }: { id: Id }) {
  const code = useRead(rewards.code, { id }, { staleMs: 0 })
  const age = useAge(code.dataUpdatedAt)
  const { refetch, isFetching, data } = code
  const isDue = data !== undefined && age >= data.refreshSeconds * 1000
  useEffect(() => {
    if (isDue && !isFetching) void refetch()
    // Asked once a tick while it is due, so that a network that comes back is used at once.
  }, [isDue, isFetching, age, refetch])
  return (
    <QueryView query={code}>
      {({ qr, typed, refreshSeconds }) => (
        <View>
          {age < refreshSeconds * 1000 + GRACE_MS ? (
            <QrCode content={qr} code="" label={`兑换码 ${spacedCode(typed)}`} />
          ) : (
            <View className="code-gone">
              <View>
                <Text className="good-text">二维码要联网更新。没有网也能领：把下面的字念给店员。</Text>
                <Button
                  small
                  loading={isFetching}
                  onClick={() => {
                    void refetch()
                  }}
                >
                  更新二维码
                </Button>
              </View>
            </View>
          )}
          <Text className="code-typed">{spacedCode(typed)}</Text>
        </View>
      )}
    </QueryView>
  )
}
