// The nearest sites that take a thing, open ones first: by the compound, or by the phone's position when the person
// asks for it. Relies on places. Invariants: the position is asked for only at its own tap, after saying what for, and
// is sent for this one answer.
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { InputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { PRIVACY_VERSION } from '@shared/people/rules'
import { places } from '@shared/places/contract'
import { siteRouteNames, siteRoutes, streamNames, streams } from '@shared/places/vocabulary'
import { call } from '@/lib/api'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { platform } from '@/lib/platform/platform'
import type { Place } from '@/lib/platform/types'
import { useRead } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'

/** Asks once more each time, unless consent to this use is on record; refusing changes nothing. */
async function askPosition(signedIn: boolean): Promise<Place | null | 'refused'> {
  const known = signedIn ? await call(people.me, {}).catch(() => null) : null
  const agreed = known?.consents.some(({ purpose, granted }) => purpose === 'locationNearest' && granted) ?? false
  if (!agreed) {
    const yes = await confirm({
      title: '用一下您的位置？',
      text: '只用来算这一次的远近，不保存。不用位置也可以，按小区找。',
      ok: '可以',
      cancel: '不用位置',
    })
    if (!yes) return 'refused'
    if (signedIn)
      await call(people.setConsent, { purpose: 'locationNearest', granted: true, version: PRIVACY_VERSION }).catch(
        () => undefined,
      )
  }
  return platform.location()
}

/** The tag says already whether it is open: "现在开放，到09:00" → "到09:00". */
const nextChange = (openText: string): string => openText.replace(/^现在(开放|关闭)，/, '')

function Sites() {
  const { params } = useRouter()
  const name = params['name'] ? decodeURIComponent(params['name']) : ''
  const route = siteRoutes.find((each) => each === params['route']) ?? 'bin'
  const stream = streams.find((each) => each === params['stream'])
  const place = useMyPlace()
  const signedIn = useSignedIn()
  const [position, setPosition] = useState<Place | null>(null)
  const [unknown, setUnknown] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [looking, setLooking] = useState(false)
  const near = async () => {
    setLooking(true)
    const found = await askPosition(signedIn).finally(() => setLooking(false))
    if (found === 'refused') return
    setPosition(found)
    setUnknown(found === null)
  }
  const where = position ? { lng: position.longitude, lat: position.latitude } : place ? { placeId: place.id } : {}
  const input: InputOf<typeof places.nearestSites> = { route, limit: 10, ...(stream ? { stream } : {}), ...where }
  const sites = useRead(places.nearestSites, input)
  return (
    <Screen
      title="最近的投放点"
      bottom={
        <Button
          id="position"
          kind="primary"
          loading={looking}
          onClick={() => {
            void near()
          }}
        >
          用我的位置找最近的
        </Button>
      }
    >
      <Card>
        <Row
          title="要投放"
          value={[name, stream ? streamNames[stream] : siteRouteNames[route]].filter(Boolean).join(' · ')}
        />
        <Row
          id="place"
          title="按这里找"
          value={position ? '我的位置' : (place?.name ?? '全市')}
          note="换一个小区或村"
          onClick={() => setChoosing(true)}
        />
      </Card>
      {unknown && <Notice tone="warn">没有拿到位置，已按小区找。可以在手机设置里打开定位再试。</Notice>}
      <QueryView
        query={sites}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="附近没有收这种东西的点位" hint="换一个小区再找，或打社区电话问一问" />}
      >
        {({ items }) =>
          items.map(({ site, distanceText }) => (
            <Card
              key={site.id}
              title={site.name}
              extra={<Tag tone={site.open ? 'good' : 'neutral'}>{site.open ? '现在开放' : '现在关闭'}</Tag>}
            >
              <Row title={nextChange(site.openText)} note={site.hoursText} value={distanceText || undefined} />
              <Row
                title={[site.placeName, site.address].filter(Boolean).join(' ')}
                note={[site.kindName, site.keeper ? `桶长 ${site.keeper}` : '', site.statusReason ?? '', site.note]
                  .filter(Boolean)
                  .join(' · ')}
              />
            </Card>
          ))
        }
      </QueryView>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          pickPlace(picked)
          setPosition(null)
          setChoosing(false)
        }}
      />
    </Screen>
  )
}

export { Sites as default }
