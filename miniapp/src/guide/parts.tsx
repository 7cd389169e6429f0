// Blocks of the guide: the bin or way, an answer in one card, the line that says which edition answers.
// Relies on guide.scss. Invariants: colour never without name and picture; an inferred answer says so and from what.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { Answer, Region } from '@shared/guide/contract'
import type { GuideIndex } from '@shared/guide/search-index'
import { a11y } from '@/ui/a11y'
import { Bin } from '@/ui/Bin'
import { Ico } from '@/ui/Icon'
import { Row, Tag } from '@/ui/layout'
import { goesInBin, mustAsk, routeText, titleOf, verdictsOf, type Verdict } from './conditions'
import { lookOf, routeIcons, whereText, type Look } from './looks'
import { useUpdate } from './update'
import './guide.scss'

/** The bin, or the sign of the way that takes the place of a bin. */
export function Mark({ look, large = false }: { look: Pick<Look, 'key' | 'colour' | 'sign'>; large?: boolean }) {
  if (look.key === 'other') return <Ico name={look.sign} tone="neutral" large={large} />
  return <Bin colour={look.colour} sign={look.sign} {...(large ? { size: 'large' as const } : {})} />
}

/** What it comes to, in one line: the bin, or the way that takes its place. */
const resultOf = (answer: Answer, region: Region, rural: boolean): string => {
  const ways = mustAsk(answer) ? verdictsOf(answer) : verdictsOf(answer).slice(0, 1)
  return [
    ...new Set(
      ways.map((way) =>
        goesInBin(way, rural)
          ? lookOf(way.local, way.category, region, rural).name
          : routeText(way.route, way.local.text),
      ),
    ),
  ].join('，或')
}

/** One answer as a row of a list. */
export function AnswerRow({ answer, region, rural, onOpen }: Omit<AnswerProps, 'first'>) {
  const result = resultOf(answer, region, rural)
  const { title, note } = titleOf(answer)
  return (
    <Row
      before={<WayMark way={{ ...answer, condition: '' }} region={region} rural={rural} />}
      title={title}
      note={[`${result}${answer.inferred ? '（推断）' : ''}`, note].filter(Boolean).join(' · ')}
      label={[title, result, note].filter(Boolean).join('，')}
      onClick={onOpen}
    />
  )
}

/** The bin that takes it, or the sign of the way where no bin does. */
export function WayMark({
  way,
  region,
  rural,
  large = false,
}: {
  way: Verdict
  region: Region
  rural: boolean
  large?: boolean
}) {
  if (!goesInBin(way, rural))
    return <Ico name={routeIcons[way.route]} tone={way.route === 'hazardous_point' ? 'bad' : 'warm'} large={large} />
  return <Mark look={lookOf(way.local, way.category, region, rural)} large={large} />
}

type AnswerProps = { answer: Answer; region: Region; rural: boolean; onOpen: () => void; first: boolean }

/** One answer in a list; the first one larger, with what to do. */
export function AnswerCard({ answer, region, rural, onOpen, first }: AnswerProps) {
  const ways = mustAsk(answer) ? verdictsOf(answer) : verdictsOf(answer).slice(0, 1)
  const { title, note } = titleOf(answer)
  const spoken = [
    title,
    note,
    ...ways.map((way) => (ways.length > 1 ? `${way.condition}${way.local.text}` : way.local.text)),
    answer.inferred ? '推断' : '',
  ]
    .filter(Boolean)
    .join('，')
  return (
    <View
      className={first ? 'card card--tap answer answer--first' : 'card card--tap answer'}
      onClick={onOpen}
      {...a11y({ role: 'button', spoken: `${spoken}，查看详情` })}
    >
      <View className="answer__head">
        <Text className="answer__name">{title}</Text>
        {answer.inferred && <Tag tone="warn">推断</Tag>}
        {answer.danger && <Tag tone="bad">小心</Tag>}
        {note && <Text className="answer__met">{note}</Text>}
      </View>
      {ways.map((way) => {
        const look = lookOf(way.local, way.category, region, rural)
        return (
          <View key={way.condition} className="answer__way">
            <Mark look={look} large={first && ways.length === 1} />
            <View className="answer__words">
              {ways.length > 1 && <Text className="answer__condition">{way.condition}</Text>}
              <Text className="answer__bin" style={{ color: look.colour }}>
                {look.name}
              </Text>
              {first && ways.length === 1 && (
                <Text className="answer__do">{way.preparation || routeText(way.route, way.local.text)}</Text>
              )}
            </View>
          </View>
        )
      })}
      {answer.basis && <Text className="answer__basis">{answer.basis}</Text>}
    </View>
  )
}

/** "第1版 · 2026-11-22 · 未经主管部门复核", and whose bins are named. Opens the page of editions and regions. */
export function EditionLine({ index, region, rural }: { index: GuideIndex | null; region: Region; rural: boolean }) {
  const { running, failed } = useUpdate()
  const head = index?.head
  const text = head
    ? `第${head.number}版 · ${head.publishedOn} · ${head.reviewedBy ? `${head.reviewedBy}复核` : '未经主管部门复核'}`
    : '正在打开分类指南'
  const state = running ? '正在检查新版本' : failed ? '没有网络时用手机里的这一版' : ''
  return (
    <View
      className="edition"
      onClick={() => {
        void Taro.navigateTo({ url: '/guide/edition' })
      }}
      {...a11y({ role: 'button', spoken: `${text}，${whereText(region, rural)}，切换地区或查看版本` })}
    >
      <View className="edition__words">
        <Text className="edition__where">{whereText(region, rural)}</Text>
        <Text className="edition__text">{text}</Text>
        {state !== '' && <Text className="edition__text">{state}</Text>}
      </View>
      <Text className="edition__switch">切换</Text>
    </View>
  )
}
