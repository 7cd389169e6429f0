// Where the things will stand, how the crew gets to them, whom to call; a note and photos if wanted.
// Relies on the draft. Invariants: what is missing is said beside its field and only after the first try to go on;
// photos are never required; an amendment does not ask again whom to call.
import { View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { people } from '@shared/people/contract'
import { showAddress } from '@shared/people/addresses'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Choice, Field, TextArea } from '@/ui/inputs'
import { Card, Notice, Row, Section } from '@/ui/layout'
import { PhotoPicker } from '@/ui/Photos'
import { Screen } from '@/ui/Screen'
import { changeDraft, draft, missingOf, useDraft, type Draft } from './draft'
import { readDoor } from './door'
import { HoldBar } from './hold'
import './pickups.scss'

type Missing = ReturnType<typeof missingOf>

function Place() {
  const { params } = useRouter()
  const one = useDraft()
  const [tried, setTried] = useState(false)
  const me = useRead(people.me, {}, { enabled: one.amends === null })
  const { displayName: name, phone } = me.data ?? {}
  useEffect(() => {
    if (name && draft().contactName === '' && !draft().whose?.isProxy) changeDraft({ contactName: name })
    if (phone !== undefined && phone !== draft().ownPhone) changeDraft({ ownPhone: phone })
  }, [name, phone])
  const all = missingOf(one)
  const needed = one.amends ? { ...all, contactName: undefined, contactPhone: undefined, consent: undefined } : all
  const missing: Missing = tried ? needed : {}
  const first = Object.values(needed).find((text) => text !== undefined)
  const [unsent, setUnsent] = useState(0)
  const [leaves, setLeaves] = useState(false)
  const goOn = () => {
    setTried(true)
    if (first !== undefined) return
    // Pictures are never required: a second tap goes on without those that could not be sent.
    if (unsent > 0 && !leaves) return setLeaves(true)
    if (params.back) void Taro.navigateBack()
    else void Taro.navigateTo({ url: '/pickups/summary' })
  }
  return (
    <Screen
      title="放在哪里"
      bottom={
        <Button id="next" kind="primary" onClick={goOn}>
          {params.back ? '改好了' : '下一步：核对并提交'}
        </Button>
      }
    >
      <HoldBar />
      <Notice tone="warn">
        {one.stand === 'door'
          ? '当天在家等，师傅到了再开门搬，东西不要放到楼道里。'
          : '请不要放在楼道和消防通道里，也不要早于前一天傍晚放出来。'}
      </Notice>
      <Where one={one} missing={missing} />
      <Home one={one} missing={missing} />
      {!one.amends && <Contact one={one} missing={missing} />}
      <Section title="还想说明的（可不填）">
        <TextArea
          id="note"
          label="留言"
          value={one.note}
          max={100}
          placeholder="例如：门禁请按 301，沙发已拆脚"
          onChange={(note) => changeDraft({ note })}
        />
        <PhotoPicker
          label="照片（可不拍）"
          ids={one.photoIds}
          onChange={(photoIds) => changeDraft({ photoIds })}
          onUnsent={(count) => {
            setUnsent(count)
            setLeaves(false)
          }}
          hint="拍一张东西的样子，师傅好安排车。照片里的拍摄地点会自动去掉。"
        />
      </Section>
      {tried && first !== undefined && <Notice tone="error">{first}</Notice>}
      {leaves && (
        <Notice tone="warn">{`还有${unsent}张照片没有传上去。可以再传一次；再点一次下面的按钮，就不带它继续。`}</Notice>
      )}
    </Screen>
  )
}

type Props = { one: Draft; missing: Missing }

function Where({ one, missing }: Props) {
  return (
    <Section title="东西放在哪里等着收">
      <Choice
        label="放的地方"
        columns={1}
        value={one.stand}
        onChange={(stand) => changeDraft({ stand })}
        error={missing.stand}
        options={[
          { value: 'downstairs', title: '我搬到楼下', note: '单元楼门外，不收搬运费' },
          {
            value: 'door',
            title: '请师傅上楼搬',
            note: '当天在家等，师傅到了再开门搬；楼层高又没有电梯，可能加收搬运费',
          },
          { value: 'other', title: '别的地方', note: '例如院子、车库、店门口' },
        ]}
      />
      {one.stand === 'other' && (
        <Field
          id="stands-at"
          label="写明放在哪里"
          value={one.standsAt}
          max={40}
          onChange={(standsAt) => changeDraft({ standsAt })}
          error={missing.standsAt}
          placeholder="例如：小区东门岗亭旁"
        />
      )}
      {one.stand !== null && one.stand !== 'downstairs' && (
        <View>
          <Field
            id="floor"
            label="在几楼"
            type="number"
            value={one.floor}
            max={3}
            onChange={(floor) => changeDraft({ floor })}
            error={missing.floor}
            hint="平房、院子、一楼都写 1"
          />
          <Choice
            label="有没有电梯"
            value={one.lift}
            onChange={(lift) => changeDraft({ lift })}
            error={missing.lift}
            options={[
              { value: 'yes', title: '有电梯' },
              { value: 'no', title: '没有电梯' },
            ]}
          />
        </View>
      )}
    </Section>
  )
}

const plateOf = ({ building, unit, room }: Draft): string => showAddress({ building, unit, room, sub: '' })

function Home({ one, missing }: Props) {
  const [editing, setEditing] = useState(false)
  const [door, setDoor] = useState([one.building, one.unit, one.room].filter(Boolean).join('-'))
  const isKnown = (one.whose?.householdId ?? one.amends) !== null && one.room !== ''
  if (isKnown && !editing) {
    const address = [one.whose?.place.name, plateOf(one)].filter(Boolean).join(' ')
    return (
      <Section title="您的地址">
        <Card>
          <Row id="address" title={address} value="改一下" onClick={() => setEditing(true)} />
        </Card>
      </Section>
    )
  }
  return (
    <Section title={`您的地址 · ${one.whose?.place.name ?? ''}`}>
      <Field
        id="door"
        label="楼栋、单元、门牌号"
        value={door}
        max={30}
        onChange={(typed) => {
          setDoor(typed)
          changeDraft(readDoor(typed))
        }}
        error={missing.room}
        placeholder="例如：3-2-501；平房只写门牌号"
        hint={one.room === '' ? undefined : `记作：${plateOf(one)}`}
      />
    </Section>
  )
}

function Contact({ one, missing }: Props) {
  const isProxy = one.whose?.isProxy ?? false
  const [other, setOther] = useState(false)
  const isOwnPhone = one.ownPhone !== null && one.contactPhone === '' && !other
  return (
    <Section title="联系谁">
      <Field
        id="contact-name"
        label="怎么称呼"
        value={one.contactName}
        max={20}
        onChange={(contactName) => changeDraft({ contactName })}
        error={missing.contactName}
        placeholder="例如：王阿姨"
      />
      {isOwnPhone ? (
        <Card>
          <Row
            id="own-phone"
            title={`打这个电话：${one.ownPhone ?? ''}`}
            note="您账户里的号码，只给当天的收运员看"
            value="换一个"
            onClick={() => setOther(true)}
          />
        </Card>
      ) : (
        <Field
          id="contact-phone"
          label="电话"
          type="phone"
          value={one.contactPhone}
          max={40}
          onChange={(contactPhone) => changeDraft({ contactPhone })}
          error={missing.contactPhone}
          hint="只给当天的收运员看，用来联系您"
        />
      )}
      {isProxy && (
        <Field
          id="consent"
          label="家人是怎么同意的"
          value={one.consent}
          max={60}
          onChange={(consent) => changeDraft({ consent })}
          error={missing.consent}
          hint="会和预约一起记下"
          placeholder="例如：妈妈打电话让我约的"
        />
      )}
    </Section>
  )
}

export { Place as default }
