// Reporting what one sees: a photo, a kind, a place that the phone knows already; then it is on its way. Relies on
// filing.ts and the outbox. Invariants: what was entered survives a kill; no photo, no words and no position are ever
// required; without a network it waits on the phone and goes by itself.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useRef, useState } from 'react'
import { places } from '@shared/places/contract'
import { categories } from '@shared/reports/categories'
import { MOST_REPORT_PHOTOS } from '@shared/reports/reports-contract'
import { asApiError } from '@/lib/api'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { useRead } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Field, SwitchRow, TextArea } from '@/ui/inputs'
import { Card, Notice, Row, Section } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { PlacePicker } from '@/ui/PlacePicker'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { Shot } from '@/ui/Shot'
import { useSignIn } from '@/ui/SignInSheet'
import { handOver, keepDraft, keptDraft, type Draft } from './filing'
import { Kinds } from './parts'

const NO_ROOM = '手机存储满了，没有存下来。请删掉一些照片或文件，再试一次。'

function useDraft() {
  const [draft, setDraft] = useState(keptDraft)
  const [problem, setProblem] = useState<string | null>(null)
  const latest = useRef(draft)
  const change = (part: Partial<Draft>) => {
    const next = { ...latest.current, seenAt: latest.current.seenAt ?? new Date().toISOString(), ...part }
    latest.current = next
    setDraft(next)
    try {
      keepDraft(next)
      setProblem(null)
    } catch {
      setProblem(NO_ROOM)
    }
  }
  return { draft, latest, change, problem, setProblem }
}

const toReport = (id: string) => {
  void Taro.redirectTo({ url: `/reports/report?id=${id}` })
}

function New() {
  const { draft, latest, change, problem, setProblem } = useDraft()
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const signIn = useSignIn()
  const hand = async () => {
    setBusy(true)
    try {
      const id = await handOver(latest.current)
      if (id) toReport(id)
    } catch {
      setProblem(NO_ROOM)
    } finally {
      setBusy(false)
    }
  }
  // handed over half-way when the phone died: the rest follows by itself
  const resume = useRef(hand)
  useEffect(() => {
    if (latest.current.id) void resume.current()
  }, [latest])
  const { category, place } = draft
  const missing = !category ? '请点一下是哪一种' : !place ? '请选在哪里' : null
  const submit = async () => {
    setTried(true)
    if (missing || !(await signIn.ask('登录以后，处理完才能告诉您'))) return
    await hand()
  }
  return (
    <Screen
      title="随手拍"
      bottom={
        <View>
          {problem && <Notice tone="error">{problem}</Notice>}
          {tried && missing && <Notice tone="error">{missing}</Notice>}
          <Button
            id="submit"
            kind="primary"
            loading={busy}
            onClick={() => {
              void submit()
            }}
          >
            {category ? `报上去，${categories[category].dueText}处理` : '报上去'}
          </Button>
        </View>
      }
    >
      <Shots draft={draft} latest={latest} change={change} onProblem={setProblem} />
      <Section title="是哪一种">
        <Kinds value={category} onChange={(value) => change({ category: value })} />
        {category && <Text className="field__hint">{categories[category].hint}</Text>}
      </Section>
      <Where draft={draft} change={change} />
      {category === 'mixed' && (
        <Field
          id="plate"
          label="车牌（看清几位写几位）"
          value={draft.plate}
          onChange={(plate) => change({ plate })}
          max={10}
          placeholder="例如：川A12345"
        />
      )}
      <TextArea
        id="text"
        label="想补一句就写（可不写）"
        value={draft.text}
        onChange={(text) => change({ text })}
        max={300}
      />
      <Card>
        <SwitchRow
          id="anonymous"
          title="不留名字"
          note="工作人员看不到是谁报的，您自己仍能看进度"
          value={draft.isAnonymous}
          onChange={(isAnonymous) => change({ isAnonymous })}
          words={['不留名字', '留名字']}
        />
      </Card>
      <Notice title="报了以后">
        马上转给管这一片的人，附近有人报过就并成一件。处理完拍照给您看，没弄好您能退回一次；超时自动报到上一级。
      </Notice>
      <Row
        id="mine"
        icon="history"
        tint="neutral"
        title="我报过的"
        onClick={() => {
          void Taro.navigateTo({ url: '/reports/mine' })
        }}
      />
      {signIn.sheet}
    </Screen>
  )
}

type Change = (part: Partial<Draft>) => void
type ShotsProps = {
  draft: Draft
  latest: { readonly current: Draft }
  change: Change
  onProblem: (text: string | null) => void
}

/** Photos, kept on the phone as they are taken. */
function Shots({ draft, latest, change, onProblem }: ShotsProps) {
  const { photos } = draft
  const shoot = async () => {
    onProblem(null)
    const { paths, unreadable } = await platform.pickPictures(MOST_REPORT_PHOTOS - latest.current.photos.length, false)
    if (unreadable > 0) onProblem(unreadableText(unreadable))
    for (const path of paths) {
      try {
        const kept = await platform.keepFile(path)
        change({ photos: [...latest.current.photos, kept] })
      } catch (error) {
        onProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
  }
  return (
    <Card>
      <View className="photos report-photos">
        {photos.map((path, index) => (
          <View key={path} className="photo">
            <View className="photo__frame">
              <Shot src={path} label={`照片 ${index + 1}`} />
            </View>
            <View
              className="photo__remove"
              onClick={() => {
                change({ photos: photos.filter((one) => one !== path) })
                void platform.dropFile(path)
              }}
              {...a11y({ role: 'button', label: `去掉照片 ${index + 1}` })}
            >
              <Text>去掉</Text>
            </View>
          </View>
        ))}
      </View>
      {photos.length < MOST_REPORT_PHOTOS && (
        <Button
          id="shoot"
          kind={photos.length === 0 ? 'primary' : 'plain'}
          onClick={() => {
            void shoot()
          }}
        >
          {photos.length === 0 ? '拍一张' : '再拍一张'}
        </Button>
      )}
      {photos.length === 0 && <Text className="field__hint">有照片好找、好办；不方便拍也可以不拍</Text>}
    </Card>
  )
}

/** The place, which of its sites, and what helps to find it. */
function Where({ draft: { place, site, spot, position }, change }: { draft: Draft; change: Change }) {
  const [choosing, setChoosing] = useState<'place' | 'site' | null>(null)
  const [looking, setLooking] = useState(false)
  const [unknown, setUnknown] = useState(false)
  const here = () => {
    setLooking(true)
    void platform
      .location()
      .then((at) => {
        setUnknown(!at)
        if (at) change({ position: { lng: at.longitude, lat: at.latitude } })
      })
      .finally(() => setLooking(false))
  }
  const close = () => setChoosing(null)
  return (
    <Section title="在哪里">
      <Card>
        <Row
          id="place"
          icon="map-pin"
          title={place?.name ?? '请选小区或村'}
          value={place ? '改' : '去选'}
          onClick={() => setChoosing('place')}
        />
        {place && (
          <Row
            id="site"
            icon="trash"
            tint="neutral"
            title={site?.name ?? '哪个投放点'}
            note={site ? undefined : '不在投放点旁边就不用选'}
            value={site ? '改' : undefined}
            onClick={() => setChoosing('site')}
          />
        )}
      </Card>
      <Field
        id="spot"
        label="具体位置（可不写）"
        value={spot}
        onChange={(value) => change({ spot: value })}
        max={40}
        placeholder="例如：东门口、3栋楼道"
      />
      <Button id="here" small loading={looking} onClick={here}>
        {position ? '已记下现在的位置' : '记下现在的位置（可不记）'}
      </Button>
      {unknown && <Notice tone="warn">没有拿到位置，写一句在哪里也一样。</Notice>}
      <PlacePicker
        open={choosing === 'place'}
        onClose={close}
        onPick={(picked) => {
          change({ place: picked, site: null })
          close()
        }}
      />
      {place && (
        <SitePicker
          placeId={place.id}
          open={choosing === 'site'}
          onClose={close}
          onPick={(picked) => {
            change({ site: picked })
            close()
          }}
        />
      )}
    </Section>
  )
}

type SiteProps = {
  placeId: string
  open: boolean
  onClose: () => void
  onPick: (site: Draft['site']) => void
}

function SitePicker({ placeId, open, onClose, onPick }: SiteProps) {
  const sites = useRead(places.sitesOf, { placeId }, { enabled: open, staleMs: 10 * 60_000 })
  return (
    <Sheet open={open} title="哪个投放点" onClose={onClose}>
      <Card>
        {sites.data?.items.map(({ id, name, address }) => (
          <Row key={id} title={name} note={address} onClick={() => onPick({ id, name })} />
        ))}
        <Row title="不在投放点旁边" onClick={() => onPick(null)} />
      </Card>
      {sites.error && <Notice tone="warn">{`${sites.error.text}。不选也可以，写一句在哪里。`}</Notice>}
    </Sheet>
  )
}

export { New as default }
