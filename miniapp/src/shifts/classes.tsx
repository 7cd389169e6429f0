// For teachers: taking a class along to a shift, and saying afterwards how many came. Nobody's name but the teacher's
// is written down. Relies on shiftsClasses.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { classStateNames, isClassName, MOST_PUPILS } from '@shared/shifts/classes'
import { shiftsClasses, type ClassVisit } from '@shared/shifts/classes-contract'
import { showMinutes } from '@shared/shifts/hours'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { Paper } from '@/ui/Paper'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Sheet } from '@/ui/Sheet'
import { SignedIn } from '@/ui/SignedIn'
import { CountPupils } from './class-count'
import { whenText } from './words'
import './shifts.scss'

type Seen = OutputOf<typeof shiftsClasses.mine>
type Offer = Seen['offers'][number]

function ClassesPage() {
  return (
    <Screen title="带班级来">
      <SignedIn why="登录后才能给班级预约">
        <Loaded />
      </SignedIn>
    </Screen>
  )
}

function Loaded() {
  const classes = useRead(shiftsClasses.mine, {})
  return (
    <QueryView query={classes}>
      {(data) => (
        <View>
          <Section title="我带的班级">
            {data.items.length === 0 && <Empty text="还没有预约过" hint="在下面选一班，填班级和人数就行" />}
            {data.items.map((one) => (
              <Mine key={one.id} one={one} />
            ))}
          </Section>
          <Section title="可以带班级来的">
            <Notice>一班来一个班级，老师同行。只写人数，不写学生姓名；结束后老师和组长各报一次人数。</Notice>
            {data.schools.length === 0 ? (
              <Empty text="您还没有登记在学校名下" hint="请社区或街道把您登记到学校，再来预约" />
            ) : (
              data.offers.map((offer) => <Open key={offer.shiftId} offer={offer} schools={data.schools} />)
            )}
            {data.schools.length > 0 && data.offers.length === 0 && (
              <Empty text="这两周没有空的班次" hint="过几天再来看看" />
            )}
          </Section>
        </View>
      )}
    </QueryView>
  )
}

function saidOf({ byTeacher, byLead, state, minutes }: ClassVisit): string {
  if (state === 'confirmed') return `来了${byLead ?? 0}人，每人${showMinutes(minutes)}`
  if (byTeacher !== null && byLead !== null) return `您报${byTeacher}人，组长报${byLead}人，请对一下再报`
  if (byTeacher !== null) return `您报了${byTeacher}人，等组长报`
  return byLead !== null ? `组长报了${byLead}人，请您也报一下` : ''
}

function Mine({ one }: { one: ClassVisit }) {
  const { id, className, school, pupils, state, certificate, allowed } = one
  const cancel = useWrite(shiftsClasses.cancel, { refreshes: [shiftsClasses.mine], onDone: () => toast('取消了') })
  const stop = async () => {
    if (
      await confirm({ title: '取消这次预约？', text: `${whenText(one)}，${className}`, ok: '取消预约', danger: true })
    )
      await cancel.run({ id })
  }
  const tone = state === 'confirmed' ? 'good' : state === 'booked' ? 'booked' : 'neutral'
  return (
    <Card title={whenText(one)} extra={<Tag tone={tone}>{classStateNames[state]}</Tag>}>
      <Row title={`${className}，${pupils}人`} note={`${school}，${one.name}`} />
      {saidOf(one) && <Text className="said">{saidOf(one)}</Text>}
      {cancel.error && <ErrorState error={cancel.error} />}
      {allowed.includes('count') && <CountPupils one={one} said={one.byTeacher} refreshes={[shiftsClasses.mine]} />}
      {allowed.includes('cancel') && (
        <Buttons>
          <Button
            small
            about={`${whenText(one)}${className}`}
            loading={cancel.busy}
            onClick={() => {
              void stop()
            }}
          >
            取消预约
          </Button>
        </Buttons>
      )}
      {allowed.includes('paper') && (
        <Paper
          id={`paper-${id}`}
          route={shiftsClasses.paper}
          input={{ id }}
          name={`班级实践证明-${certificate ?? ''}.pdf`}
        >
          下载实践证明
        </Paper>
      )}
    </Card>
  )
}

function Open({ offer, schools }: { offer: Offer; schools: Seen['schools'] }) {
  const [asking, setAsking] = useState(false)
  return (
    <Card title={whenText(offer)}>
      <Row title={offer.name} />
      <Button small about={whenText(offer)} onClick={() => setAsking(true)}>
        带班级来
      </Button>
      {asking && <Ask offer={offer} schools={schools} onClose={() => setAsking(false)} />}
    </Card>
  )
}

type AskProps = { offer: Offer; schools: Seen['schools']; onClose: () => void }

function Ask({ offer, schools, onClose }: AskProps) {
  const [schoolId, setSchoolId] = useState(schools[0]?.id ?? '')
  const [className, setClassName] = useState('')
  const [pupils, setPupils] = useState('')
  const [tried, setTried] = useState(false)
  const book = useWrite(shiftsClasses.book, {
    refreshes: [shiftsClasses.mine],
    onDone: () => {
      toast('约好了，到时见')
      onClose()
    },
  })
  const count = Number(pupils)
  const isNamed = isClassName(className.trim())
  const isCounted = Number.isInteger(count) && count >= 1 && count <= MOST_PUPILS
  const save = async () => {
    setTried(true)
    if (!isNamed || !isCounted) return
    const classId = await newId()
    await book.run({ id: offer.shiftId, classId, organisationId: schoolId, className: className.trim(), pupils: count })
  }
  return (
    <Sheet
      open
      title={`${whenText(offer)}，${offer.name}`}
      onClose={onClose}
      bottom={
        <Button
          id="book-class"
          kind="primary"
          loading={book.busy}
          onClick={() => {
            void save()
          }}
        >
          预约这一班
        </Button>
      }
    >
      {book.error && <ErrorState error={book.error} />}
      {schools.length > 1 && (
        <Choice
          label="哪所学校"
          value={schoolId}
          onChange={setSchoolId}
          columns={1}
          options={schools.map(({ id, name }) => ({ value: id, title: name }))}
        />
      )}
      <Field
        id="class-name"
        label="班级"
        value={className}
        onChange={setClassName}
        max={20}
        error={tried && !isNamed ? '请写班级，例如“四年级2班”，不要写学生姓名' : null}
      />
      <Field
        id="pupils"
        label="来多少学生"
        value={pupils}
        onChange={setPupils}
        max={2}
        error={tried && !isCounted ? `请写1到${MOST_PUPILS}` : null}
      />
    </Sheet>
  )
}

export { ClassesPage as default }
