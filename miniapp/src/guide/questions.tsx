// The words I asked about and what the staff answered. Relies on the queue of the guide; needs to know who asks.
import Taro, { useRouter } from '@tarojs/taro'
import { guide } from '@shared/guide/contract'
import { showInstant } from '@shared/time'
import { useReadPages } from '@/lib/query'
import { searchFor } from '@/lib/search-word'
import { useSignedIn } from '@/lib/session'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { Text } from '@tarojs/components'

const states = {
  waiting: ['等待答复', 'warn'],
  answered: ['已答复', 'good'],
  declined: ['没有采纳', 'neutral'],
} as const

function Questions() {
  const { params } = useRouter()
  const signedIn = useSignedIn()
  const signIn = useSignIn()
  const mine = useReadPages(guide.myQuestions, {}, { enabled: signedIn })
  const asked = params['asked'] ? decodeURIComponent(params['asked']) : ''
  return (
    <Screen title="我问过的词">
      {asked && <Notice tone="good" title="已经提交">{`“${asked}”已转给工作人员，答复后会在消息里告诉您。`}</Notice>}
      {!signedIn && (
        <Empty
          text="登录后可以看到您的提问"
          action={
            <Button
              kind="primary"
              onClick={() => {
                void signIn.ask('登录后才能看到您问过的词')
              }}
            >
              登录
            </Button>
          }
        />
      )}
      {signedIn && (
        <QueryView
          query={mine.query}
          isEmpty={(items) => items.length === 0}
          empty={
            <Empty
              text="还没有问过"
              hint="查不到的东西，可以请工作人员回答"
              action={
                <Button
                  onClick={() => {
                    void Taro.navigateTo({ url: '/guide/ask' })
                  }}
                >
                  去提问
                </Button>
              }
            />
          }
        >
          {(items) =>
            items.map(({ id, word, askedAt, status, answer, termId }) => (
              <Card key={id} title={word} extra={<Tag tone={states[status][1]}>{states[status][0]}</Tag>}>
                <Text className="sentence">
                  {answer ?? `${showInstant(new Date(askedAt))} 提交，工作人员会尽快答复。`}
                </Text>
                {termId && <Button onClick={() => searchFor(word)}>{`查“${word}”`}</Button>}
              </Card>
            ))
          }
        </QueryView>
      )}
      <NextPage pages={mine}>再看一些</NextPage>
      {signIn.sheet}
    </Screen>
  )
}

export { Questions as default }
