// One saved log: what became of it, and words or photos added to it. The log itself never waits for them.
// Relies on logging.ts. Invariants: a photo is kept on the phone before anything is said of it; when storage runs full
// photos are refused first.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { clockOf } from '@shared/time'
import { asApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { SignedIn } from '@/ui/SignedIn'
import type { Logged } from './book'
import { useEvening } from './evening'
import { addNote, addPhoto } from './logging'
import { EveningScreen, isNearlyFull, StorageNotice } from './parts'
import { shownTones, shownWords } from './words'

const MOST_PHOTOS = 3
const NO_ROOM = '手机存储满了，照片没有存下来。登记还在，不受影响。'

function NotePage() {
  const { params } = useRouter()
  const log = useEvening().book.find(({ id }) => id === params['id'])
  return (
    <EveningScreen title="补充说明">
      <SignedIn why="用督导身份登录后补充">
        {log ? <One log={log} /> : <Empty text="这条不是今晚在这部手机上登记的" hint="只能补充今晚自己登记的" />}
      </SignedIn>
    </EveningScreen>
  )
}

function One({ log }: { log: Logged }) {
  const [text, setText] = useState('')
  const save = async () => {
    if (await addNote(log, text.trim())) {
      setText('')
      toast('已补充')
    }
  }
  return (
    <View>
      <Card title={log.label} extra={<Tag tone={shownTones[log.state]}>{shownWords[log.state]}</Tag>}>
        <Text className="quiet">{`${clockOf(new Date(log.at))} 登记${log.why ? `。${log.why}` : ''}`}</Text>
        {log.notes.map(({ text: words, photos, isUnsent }, index) => (
          <Row
            key={index}
            title={words || `照片 ${photos}张`}
            value={isUnsent ? (photos > 0 ? '照片待传' : '待送') : '已送到'}
          />
        ))}
      </Card>
      <StorageNotice />
      <Photos log={log} />
      <TextArea
        label="说明（可不写）"
        id="note"
        value={text}
        onChange={setText}
        max={200}
        placeholder="例如：袋子漏了，已当面说明"
      />
      <Button
        id="save"
        kind="primary"
        disabled={text.trim() === ''}
        onClick={() => {
          void save()
        }}
      >
        补充这条
      </Button>
    </View>
  )
}

function Photos({ log }: { log: Logged }) {
  const [problem, setProblem] = useState<string | null>(null)
  const taken = log.notes.reduce((sum, { photos }) => sum + photos, 0)
  const shoot = async () => {
    setProblem(null)
    const { paths, unreadable } = await platform.pickPictures(1, true)
    if (unreadable > 0) setProblem(unreadableText(unreadable))
    for (const path of paths) {
      try {
        await addPhoto(log, await platform.keepFile(path))
      } catch (error) {
        setProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
  }
  return (
    <View className="note-photos">
      {problem && <Notice tone="error">{problem}</Notice>}
      {taken < MOST_PHOTOS && !isNearlyFull() && (
        <Button
          id="shoot"
          onClick={() => {
            void shoot()
          }}
        >
          {taken === 0 ? '拍照（可不拍）' : '再拍一张'}
        </Button>
      )}
    </View>
  )
}

export { NotePage as default }
