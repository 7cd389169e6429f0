// Earlier findings looked at again: mended or not, with a photo. Each is handed over by itself, also without a network.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { EarlierFinding } from '@shared/inspections/contract'
import { showDay } from '@shared/time'
import { asApiError } from '@/lib/api'
import { useOutbox } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { Button } from '@/ui/Button'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { Shot } from '@/ui/Shot'
import { SignedIn } from '@/ui/SignedIn'
import { openedIn, sayProblem, useDay, useToday } from './day'
import { aShot, handedLooks, handOverLook, keepLook, keptLook, type Handed, type Look } from './looks'
import { SiteScreen } from './parts'

const NO_ROOM = '手机存储满了，没有存下来。请删掉一些照片或文件，再试一次。'

function LookPage() {
  useToday()
  // read again whenever a row has moved
  useOutbox()
  const { params } = useRouter()
  const state = useDay()
  const opened = openedIn(state, params['id'] ?? '')
  const handed = handedLooks()
  const findings = (opened?.visit.findingIds ?? []).flatMap(
    (id) => state.pack?.earlier.find((one) => one.id === id) ?? [],
  )
  return (
    <SiteScreen title="复查">
      <SignedIn why="用检查员身份登录后复查">
        {!opened || findings.length === 0 ? (
          <Empty text="这里没有要复查的问题" hint="回到“现场检查”，连上网更新一下" />
        ) : (
          findings.map((finding) => {
            const had = handed.get(finding.id)
            return had ? (
              <Done key={finding.id} finding={finding} had={had} />
            ) : (
              <One key={finding.id} visitId={opened.visit.id} finding={finding} />
            )
          })
        )}
      </SignedIn>
    </SiteScreen>
  )
}

const words = { waiting: '还在手机里', refused: '没有被接受', answered: '已送到' } as const
const tones = { waiting: 'warn', refused: 'bad', answered: 'good' } as const

function Done({ finding, had }: { finding: EarlierFinding; had: Handed }) {
  return (
    <Card title={finding.text} extra={<Tag tone={tones[had.state]}>{words[had.state]}</Tag>}>
      <Text className="site__note">{`${finding.spot} · ${had.isMended ? '已整改' : '没改好'}`}</Text>
      {had.why && <Notice tone="error">{had.why}</Notice>}
    </Card>
  )
}

function One({ visitId, finding }: { visitId: string; finding: EarlierFinding }) {
  const [look, setLook] = useState(() => keptLook(finding.id))
  const change = (part: Partial<Look>) => {
    const next = { ...look, ...part }
    setLook(next)
    try {
      keepLook(finding.id, next)
      sayProblem(null)
    } catch {
      sayProblem(NO_ROOM)
    }
  }
  const shoot = async () => {
    const { paths, unreadable } = await platform.pickPictures(1, true)
    sayProblem(unreadable > 0 ? unreadableText(unreadable) : null)
    for (const path of paths) {
      try {
        change({ shots: [...look.shots, await aShot(await platform.keepFile(path))] })
      } catch (error) {
        sayProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
  }
  const hand = async () => {
    try {
      await handOverLook(visitId, finding.id, finding.spot, look)
    } catch {
      sayProblem(NO_ROOM)
    }
  }
  const missing = look.isMended === null ? '选改好没有' : look.shots.length === 0 ? '拍一张照片' : null
  return (
    <Card title={finding.text}>
      <Text className="site__note">{`${finding.spot} · ${showDay(finding.day)}发现`}</Text>
      <Choice
        label="改好没有"
        value={look.isMended === null ? null : look.isMended ? 'yes' : 'no'}
        onChange={(value) => change({ isMended: value === 'yes' })}
        options={[
          { value: 'no', title: '没改好' },
          { value: 'yes', title: '已整改' },
        ]}
      />
      <View className="photos">
        {look.shots.map(({ id, path }, index) => (
          <View key={id} className="photo">
            <View className="photo__frame">
              <Shot src={path ?? ''} label={`照片 ${index + 1}`} />
            </View>
          </View>
        ))}
      </View>
      {look.shots.length < 3 && (
        <Button
          id={`shoot-${finding.id}`}
          about={finding.text}
          onClick={() => {
            void shoot()
          }}
        >
          {look.shots.length === 0 ? '拍照' : '再拍一张'}
        </Button>
      )}
      <Field
        id={`note-${finding.id}`}
        label="想补一句就写（可不写）"
        value={look.note}
        onChange={(note) => change({ note })}
        max={100}
      />
      <Button
        id={`hand-${finding.id}`}
        kind="primary"
        about={finding.text}
        disabled={missing !== null}
        onClick={() => {
          void hand()
        }}
      >
        {missing === null ? '记下这个复查' : `还要${missing}`}
      </Button>
    </Card>
  )
}

export { LookPage as default }
