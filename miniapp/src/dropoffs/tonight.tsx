// Every log of tonight with what became of it, the newest first. Relies on evening.ts.
// Invariant: nothing that was tapped is missing here, and what did not count says why.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { clockOf } from '@shared/time'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { a11y, classes } from '@/ui/a11y'
import { SignedIn } from '@/ui/SignedIn'
import { countsOf, type Counts, type Logged } from './book'
import { useEvening } from './evening'
import { HandOver } from './HandOver'
import { EveningScreen, openPage, StorageNotice } from './parts'
import { shownTones, shownWords } from './words'

const STEP = 50

function Tonight() {
  const { book } = useEvening()
  const { sending, online } = useOutbox()
  const [most, setMost] = useState(STEP)
  const counts = countsOf(book)
  const shown = [...book].reverse().slice(0, most)
  return (
    <EveningScreen
      title="今晚登记"
      {...(counts.unsent > 0
        ? {
            bottom: (
              <Button
                id="send"
                kind="primary"
                loading={sending}
                onClick={() => {
                  if (online) void flushOutbox()
                  else toast('现在没有网络，有网会自动送')
                }}
              >
                {`现在送 ${counts.unsent}条`}
              </Button>
            ),
          }
        : {})}
    >
      <SignedIn why="用督导身份登录后看今晚的登记">
        <Figures counts={counts} />
        <StorageNotice />
        {counts.unsent > 0 && !online && (
          <Notice tone="info">现在没有网络，登记都存在这部手机里，有网后会自动送出去。</Notice>
        )}
        {counts.refused > 0 && (
          <Button id="refused" onClick={() => openPage('/me/waiting')}>
            查看未记的，重新提交
          </Button>
        )}
        {counts.unsent + counts.refused > 0 && <HandOver />}
        {book.length === 0 && <Empty text="今晚还没有登记" hint="扫一户、点一下，就会记在这里" />}
        {shown.length > 0 && (
          <Card>
            {shown.map((log) => (
              <Line key={log.id} log={log} />
            ))}
          </Card>
        )}
        {book.length > most && <Button onClick={() => setMost(most + STEP)}>看更早的</Button>}
      </SignedIn>
    </EveningScreen>
  )
}

function Figures({ counts }: { counts: Counts }) {
  const figures = [
    ['待送', counts.unsent],
    ['已记', counts.counted],
    ['待核', counts.review],
    ['未记', counts.refused],
  ] as const
  return (
    <View className="figures">
      {figures.map(([word, count]) => (
        <View key={word} className="figure" {...a11y({ label: `${word}${count}条` })}>
          <Text className="figure__count">{String(count)}</Text>
          <Text className="figure__word">{word}</Text>
        </View>
      ))}
    </View>
  )
}

function Line({ log }: { log: Logged }) {
  const photos = log.notes.reduce((sum, { photos: count }) => sum + count, 0)
  const isPhotoUnsent = log.notes.some(({ photos: count, isUnsent }) => count > 0 && isUnsent)
  const more = [
    log.isLook && '复看',
    log.notes.some(({ text }) => text) && '有说明',
    photos > 0 && (isPhotoUnsent ? '照片待传' : '有照片'),
  ].filter(Boolean)
  return (
    <View
      className="line"
      onClick={() => openPage(`/dropoffs/note?id=${log.id}`)}
      {...a11y({ role: 'button', spoken: `${log.label}，${shownWords[log.state]}` })}
    >
      <View className="line__main">
        <Text className="line__label">{log.label}</Text>
        <Text className="line__note">{[clockOf(new Date(log.at)), ...more].join(' · ')}</Text>
        {log.why && (
          <Text className={classes('line__why', shownTones[log.state] === 'bad' && 'line__why--bad')}>{log.why}</Text>
        )}
      </View>
      <Tag tone={shownTones[log.state]}>{shownWords[log.state]}</Tag>
    </View>
  )
}

export { Tonight as default }
