// Where one can go for one's case: evenings at the bins with a place for somebody who learns, and trainings to come.
// Relies on workoffs.offers and workoffs.book.
import { View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { OutputOf } from '@shared/contract'
import { clockOf, dayOf, showDay } from '@shared/time'
import { workoffs } from '@shared/workoffs/contract'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

type Offers = OutputOf<typeof workoffs.offers>

function OffersPage() {
  const { params } = useRouter()
  return (
    <Screen title="选班次和培训">
      <SignedIn why="登录后才能选">
        <Loaded id={params['id'] ?? ''} />
      </SignedIn>
    </Screen>
  )
}

function Loaded({ id }: { id: string }) {
  const offers = useRead(workoffs.offers, { id })
  return (
    <QueryView query={offers}>
      {({ shifts, trainings }) => (
        <View>
          <Section title="桶边见习">
            {shifts.length === 0 && <Empty text="这两周的见习名额满了" hint="每天会有新的，过一天再来看看" />}
            {shifts.map((shift) => (
              <Evening key={shift.shiftId} id={id} shift={shift} />
            ))}
          </Section>
          <Section title="培训">
            {trainings.length === 0 && <Empty text="近期没有安排培训" hint="安排了会出现在这里" />}
            {trainings.map((one) => (
              <Training key={one.id} one={one} />
            ))}
            {trainings.length > 0 && <Notice>培训不用报名，到场扫讲师屏幕上的码签到，时长自动算进来。</Notice>}
          </Section>
        </View>
      )}
    </QueryView>
  )
}

function Evening({ id, shift }: { id: string; shift: Offers['shifts'][number] }) {
  const book = useWrite(workoffs.book, { refreshes: [workoffs.mine, workoffs.offers] })
  const { shiftId, name, address, day, from, to, free } = shift
  const when = `${showDay(day)} ${from}～${to}`
  const take = async () => {
    if (!(await confirm({ title: when, text: `${name}。开始12小时前可以取消。`, ok: '报这一班' }))) return
    if (!(await book.run({ id, shiftId, bookingId: await newId() }))) return
    toast('报好了，到了请扫组长的码签到')
    void Taro.navigateBack()
  }
  return (
    <Card title={when}>
      {book.error && <ErrorState error={book.error} />}
      <Row title={name} note={address} value={`${free}个名额`} />
      <Button
        small
        kind="primary"
        about={`${when} ${name}`}
        loading={book.busy}
        onClick={() => {
          void take()
        }}
      >
        我来
      </Button>
    </Card>
  )
}

function Training({ one: { title, place, startsAt, endsAt } }: { one: Offers['trainings'][number] }) {
  const [start, end] = [new Date(startsAt), new Date(endsAt)]
  return (
    <Card title={`${showDay(dayOf(start))} ${clockOf(start)}～${clockOf(end)}`}>
      <Row title={title} note={place} />
    </Card>
  )
}

export { OffersPage as default }
