// Finding one's compound or village: by a name (its own, its community's, its street's) or pinyin, by where one is, or
// step by step down from the streets; and what to do when it is not there. Relies on the public contract of places;
// needs no account and no position. Invariants: nothing is picked without a tap on a full name; a list that was cut
// says so.
//
//   <PlacePicker open={open} onClose={() => setOpen(false)} onPick={({ id, name }) => …} />
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { operations } from '@shared/operations/contract'
import { places } from '@shared/places/contract'
import type { PlaceBrief } from '@shared/places/schemas'
import { platform } from '@/lib/platform/platform'
import { useRead } from '@/lib/query'
import type { MyPlace } from '@/lib/my-place'
import { Button } from './Button'
import { Field } from './inputs'
import { Card, Empty, Notice, Row, Section } from './layout'
import { QueryView } from './QueryView'
import { Sheet } from './Sheet'

type Pick = (place: MyPlace) => void
type Props = { open: boolean; onClose: () => void; onPick: Pick }

const TYPING_MS = 350
const MOST_SHOWN = 20

/** What was typed, once the fingers rest. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

export function PlacePicker({ open, onClose, onPick }: Props) {
  return (
    <Sheet open={open} title="选择小区或村" onClose={onClose}>
      <PlaceSearch onPick={onPick} />
    </Sheet>
  )
}

/** The search itself, for a page that shows it without a sheet. */
export function PlaceSearch({ onPick }: { onPick: Pick }) {
  const [typed, setTyped] = useState('')
  const asked = useRested(typed.trim())
  return (
    <View>
      <Field
        id="place-name"
        label="小区或村名"
        value={typed}
        onChange={setTyped}
        max={30}
        placeholder="例如：锦绣花园"
        hint="写小区、社区或街道名称里的几个字，或拼音"
      />
      {asked !== '' ? <Found input={{ q: asked, limit: MOST_SHOWN }} onPick={onPick} /> : <Browse onPick={onPick} />}
      <NotThere />
    </View>
  )
}

/** "柳湾街道 柳湾社区": where it lies, without the city and its own name. */
const whereabouts = ({ pathNames }: PlaceBrief): string => pathNames.slice(1, -1).join(' ')

function Found({ input, onPick }: { input: InputOf<typeof places.findCompounds>; onPick: Pick }) {
  const found = useRead(places.findCompounds, input)
  const hint = input.q
    ? '少写几个字再试，或写街道、社区的名称，或清空后从街道一级级选'
    : '附近没有登记过的小区，可以写名称找，或从街道一级级选'
  return (
    <QueryView
      query={found}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text={input.q ? '没有找到这个名称' : '附近没有找到'} hint={hint} />}
    >
      {(data) => <Places data={data} onPick={onPick} />}
    </QueryView>
  )
}

function Places({ data: { items, more }, onPick }: { data: OutputOf<typeof places.findCompounds>; onPick: Pick }) {
  return (
    <View>
      <Card>
        {items.map((place) => (
          <Row
            key={place.id}
            title={place.name}
            note={whereabouts(place)}
            onClick={() => onPick({ id: place.id, name: place.name })}
          />
        ))}
      </Card>
      {more && <Text className="field__hint">{`只列了前${items.length}个，再多写几个字，就找得更准`}</Text>}
    </View>
  )
}

/** Without a word: what is near, or from the streets down. */
function Browse({ onPick }: { onPick: Pick }) {
  const [near, setNear] = useState<{ lng: number; lat: number } | 'asking' | 'unknown' | null>(null)
  const look = () => {
    setNear('asking')
    void platform.location().then((at) => setNear(at ? { lng: at.longitude, lat: at.latitude } : 'unknown'))
  }
  return (
    <View>
      <Button id="near" small loading={near === 'asking'} onClick={look}>
        看附近的小区
      </Button>
      {near === 'unknown' && <Notice tone="warn">没有拿到您的位置。写名称找，或从下面一级级选，都可以。</Notice>}
      {near !== null && typeof near === 'object' && (
        <Section title="附近的">
          <Found input={{ ...near, datum: 'wgs84', limit: MOST_SHOWN }} onPick={onPick} />
        </Section>
      )}
      <Section title="或者一级级选">
        <Tree onPick={onPick} />
      </Section>
    </View>
  )
}

const isHome = ({ kind }: PlaceBrief): boolean => kind === 'compound' || kind === 'village'

/** Street → community → compound. A level with one place only is gone through by itself. */
function Tree({ onPick }: { onPick: Pick }) {
  const [at, setAt] = useState<string | null>(null)
  /** Where one was at each tap, so that 回到上一级 leads there. */
  const [before, setBefore] = useState<readonly (string | null)[]>([])
  const level = useRead(places.childrenOf, at ? { parentId: at } : {}, { staleMs: 10 * 60_000 })
  const only = level.data?.items.length === 1 ? level.data.items[0] : undefined
  const next = only && !isHome(only) ? only.id : null
  useEffect(() => {
    if (next) setAt(next)
  }, [next])
  return (
    <QueryView
      query={level}
      isEmpty={({ items, parent }) => items.length === 0 && parent === null}
      empty={<Empty text="还没有登记地点" />}
    >
      {({ parent, items }) => (
        <Card>
          {parent && before.length > 0 && (
            <Row
              id="up"
              icon="arrow-left"
              title={parent.name}
              note="回到上一级"
              onClick={() => {
                setAt(before[before.length - 1] ?? null)
                setBefore(before.slice(0, -1))
              }}
            />
          )}
          {items.length === 0 && <Empty text="这里还没有登记小区" />}
          {items.map((place) => (
            <Row
              key={place.id}
              title={place.name}
              label={isHome(place) ? place.name : `${place.name}，看里面的`}
              onClick={() => {
                if (isHome(place)) return onPick({ id: place.id, name: place.name })
                setBefore([...before, at])
                setAt(place.id)
              }}
            />
          ))}
        </Card>
      )}
    </QueryView>
  )
}

/** Not everything is registered: a person at the other end can book all the same. */
function NotThere() {
  const [asked, setAsked] = useState(false)
  const about = useRead(operations.about, {}, { enabled: asked, staleMs: 60 * 60_000 })
  const phone = about.data?.servicePhone
  if (!asked) {
    return (
      <Button id="not-there" kind="quiet" onClick={() => setAsked(true)}>
        没有我的小区
      </Button>
    )
  }
  const call = phone ? (
    <Button
      id="call-service"
      small
      onClick={() => {
        void Taro.makePhoneCall({ phoneNumber: phone })
      }}
    >{`打电话 ${phone}`}</Button>
  ) : undefined
  return (
    <Notice title="没有您的小区？" {...(call ? { action: call } : {})}>
      {about.data
        ? `请打服务电话 ${about.data.servicePhone}（${about.data.officeHours}）。工作人员可以直接替您约，也会把小区补上。`
        : (about.error?.text ?? '正在查服务电话')}
    </Notice>
  )
}
