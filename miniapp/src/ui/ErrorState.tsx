// What went wrong and what to do; where the fault is the server's, the number to tell when asking for help.
//
//   <ErrorState error={error} onRetry={() => …} />       also for a failed write, without onRetry
import { Text, View } from '@tarojs/components'
import type { ApiError } from '@/lib/api'
import { a11y } from './a11y'
import { Button } from './Button'
import { Ico } from './Icon'

const SERVER_FAULT = 500

export function ErrorState({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  return (
    <View className="error-state" {...a11y({ role: 'alert', live: 'assertive' })}>
      <View className="error-state__mark">
        <Ico name="refresh" tone="bad" large />
      </View>
      <Text className="error-state__text">{error.text}</Text>
      {onRetry && (
        <View className="error-state__retry">
          <Button onClick={onRetry}>重试</Button>
        </View>
      )}
      {error.requestId && error.status >= SERVER_FAULT && (
        <Text className="error-state__number">{`请求编号 ${error.requestId}`}</Text>
      )}
    </View>
  )
}
