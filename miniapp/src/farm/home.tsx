// What farms bring back to this shop: entered as it comes, with what was paid for it, and the latest of it below.
// Relies on the contract of farm. Invariant: nobody's name is asked for.
import { View } from '@tarojs/components'
import { useRef, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { farm, type FarmReturn } from '@shared/farm/contract'
import { farmThingNames, farmThings, isWeighed, showFarmAmount, type FarmThing } from '@shared/farm/vocabulary'
import type { Id } from '@shared/ids'
import { dayOf, showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

type Site = OutputOf<typeof farm.sites>['sites'][number]
const FIRST = 20

function FarmHome() {
  const sites = useRead(farm.sites, {})
  return (
    <Screen title="农资回收">
      <SignedIn why="登录后才能登记回收">
        <QueryView
          query={sites}
          isEmpty={(read) => read.sites.length === 0}
          empty={<Empty text="您这里还没有农资回收点" hint="请联系村委会或街道，把回收点设好" />}
        >
          {(read) => <Shop sites={read.sites} />}
        </QueryView>
      </SignedIn>
    </Screen>
  )
}

function Shop({ sites }: { sites: readonly Site[] }) {
  const [chosen, setChosen] = useState(sites[0]?.id ?? '')
  const siteId = sites.some(({ id }) => id === chosen) ? chosen : (sites[0]?.id ?? '')
  return (
    <View>
      {sites.length > 1 && (
        <Choice
          label="哪个回收点"
          columns={1}
          value={siteId}
          onChange={setChosen}
          options={sites.map(({ id, name, placeName }) => ({ value: id, title: name, note: placeName }))}
        />
      )}
      {sites.length === 1 && <Notice>{`${sites[0]?.name ?? ''}，奖励和押金当面给，这里只记数`}</Notice>}
      <Enter key={siteId} siteId={siteId} />
      <Latest siteId={siteId} />
    </View>
  )
}

const numberIn = (typed: string): number => Number(typed.trim().replace('。', '.'))
const fenIn = (typed: string): number => Math.round((numberIn(typed) || 0) * 100)

function Enter({ siteId }: { siteId: string }) {
  const [thing, setThing] = useState<FarmThing>('bottle')
  const [typed, setTyped] = useState('')
  const [reward, setReward] = useState('')
  const [deposit, setDeposit] = useState('')
  // the same id when it is sent again after a network that failed
  const id = useRef<Id | null>(null)
  const record = useWrite(farm.record, {
    refreshes: [farm.list],
    onDone: ({ thing: done, amount }) => {
      id.current = null
      setTyped('')
      setReward('')
      setDeposit('')
      toast(`记好了：${farmThingNames[done]} ${showFarmAmount(done, amount)}`)
    },
  })
  const amount = Math.round(numberIn(typed) * (isWeighed(thing) ? 1000 : 1))
  const send = async () => {
    id.current ??= await newId()
    await record.run({
      id: id.current,
      siteId,
      day: dayOf(new Date()),
      thing,
      amount,
      rewardFen: fenIn(reward),
      depositFen: fenIn(deposit),
      note: '',
    })
  }
  return (
    <View>
      <Choice
        label="收到什么"
        columns={3}
        value={thing}
        onChange={setThing}
        options={farmThings.map((value) => ({ value, title: farmThingNames[value] }))}
      />
      <Field
        id="amount"
        label={isWeighed(thing) ? '多少千克' : '多少个'}
        type={isWeighed(thing) ? 'digit' : 'number'}
        max={8}
        value={typed}
        onChange={setTyped}
      />
      <Field
        id="reward"
        label="给了多少奖励（元，没有不填）"
        type="digit"
        max={8}
        value={reward}
        onChange={setReward}
      />
      <Field
        id="deposit"
        label="退了多少押金（元，没有不填）"
        type="digit"
        max={8}
        value={deposit}
        onChange={setDeposit}
      />
      {record.error && <ErrorState error={record.error} />}
      <Button
        id="record"
        kind="primary"
        loading={record.busy}
        disabled={!(amount > 0)}
        onClick={() => {
          void send()
        }}
      >
        记下
      </Button>
    </View>
  )
}

function Latest({ siteId }: { siteId: string }) {
  const list = useRead(farm.list, { siteId, limit: FIRST })
  return (
    <Section title="最近收到的">
      <QueryView
        query={list}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="还没有登记过" hint="农户交来时，在上面点一下、填个数就好" />}
      >
        {({ items }) => (
          <Card>
            {items.map((item) => (
              <Row key={item.id} icon="building-store" title={titleOf(item)} note={noteOf(item)} />
            ))}
          </Card>
        )}
      </QueryView>
    </Section>
  )
}

const titleOf = ({ thing, amount }: FarmReturn): string => `${farmThingNames[thing]} ${showFarmAmount(thing, amount)}`
const yuan = (fen: number): string => `${(fen / 100).toFixed(2)}元`
const noteOf = ({ day, rewardFen, depositFen, withdrawn }: FarmReturn): string =>
  [
    showDay(day),
    withdrawn === null ? '' : `已撤回：${withdrawn}`,
    rewardFen > 0 ? `奖励${yuan(rewardFen)}` : '',
    depositFen > 0 ? `退押金${yuan(depositFen)}` : '',
  ]
    .filter(Boolean)
    .join('，')

export { FarmHome as default }
