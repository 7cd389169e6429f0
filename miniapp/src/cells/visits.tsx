// The assessor's visits: those ahead, all of it on this phone, and those that were signed. Works from what is stored.
import { Text, View } from '@tarojs/components'
import { cellsSite, type SiteVisit } from '@shared/cells/site-contract'
import { cellKindNames } from '@shared/cells/table-words'
import { visitKindNames, visitSlotNames, visitStateNames } from '@shared/cells/vocabulary'
import { clockOf, longDay, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, Row, Section, Skeleton, Tag } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { openPage } from './parts'
import { openedIn, refreshSite, useOnSite, useSite, type Opened, type Pack } from './site-day'
import { SiteScreen, standOf } from './site-parts'

function VisitsPage() {
  useOnSite()
  return (
    <SiteScreen title="现场评估">
      <SignedIn why="用评估员身份登录后评分">
        <Coming />
      </SignedIn>
    </SiteScreen>
  )
}

function Coming() {
  const state = useSite()
  const { pack, failed, reading } = state
  const again = () => {
    void refreshSite()
  }
  if (!pack) return failed ? <ErrorState error={failed} onRetry={again} /> : <Skeleton />
  return (
    <View>
      <OnPhone pack={pack} reading={reading} onAgain={again} />
      {failed && <Notice tone="warn">{`没能更新，照常评分就行。${failed.text}`}</Notice>}
      {pack.visits.length === 0 && <Empty text="这几天没有派给您的评估" hint="派到您时，“消息”里会说" />}
      {pack.visits.map(({ id }) => {
        const opened = openedIn(state, id)
        return opened ? <One key={id} opened={opened} /> : null
      })}
      <Past coming={pack.visits} />
    </View>
  )
}

function OnPhone({ pack, reading, onAgain }: { pack: Pack; reading: boolean; onAgain: () => void }) {
  return (
    <Card>
      <Row
        id="pack"
        icon="circle-check"
        tint="good"
        title="都在手机里"
        note={reading ? '正在下载…' : `${clockOf(new Date(pack.readAt))}下载，没有网络也能评`}
        value="更新"
        label="更新手机里的评估"
        onClick={onAgain}
      />
    </Card>
  )
}

function One({ opened }: { opened: Opened }) {
  const { visit } = opened
  const { word, tone } = standOf(opened)
  return (
    <Card
      id={`visit-${visit.id}`}
      title={visit.subject.name}
      extra={<Tag tone={tone}>{word}</Tag>}
      onClick={() => openPage(`/cells/visit?id=${visit.id}`)}
      label={`${visit.subject.name}，${word}，打开评分表`}
    >
      <Text className="cell__text">
        {[`${showDay(visit.day)}${visitSlotNames[visit.slot]}`, cellKindNames[visit.cellKind]].join(' · ')}
      </Text>
      <Text className="cell__note">
        {[visit.subject.placeNames.join(' '), visit.contact, visit.partner && `同行：${visit.partner.name}`]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </Card>
  )
}

/** Signed ones open with the three scores beside one another and the feedback. */
function Past({ coming }: { coming: readonly SiteVisit[] }) {
  const query = useRead(cellsSite.mine, {})
  const known = new Set(coming.map(({ id }) => id))
  const past = (query.data?.items ?? []).filter(({ id }) => !known.has(id))
  if (past.length === 0) return null
  return (
    <Section title="以前的">
      <Card>
        {past.map((one) => (
          <Row
            key={one.id}
            id={`past-${one.id}`}
            icon="history"
            tint="neutral"
            title={one.subject.name}
            note={`${longDay(one.day)} ${visitKindNames[one.kind]}`}
            value={visitStateNames[one.state]}
            {...(one.state === 'signed' ? { onClick: () => openPage(`/cells/result?id=${one.id}`) } : {})}
          />
        ))}
      </Card>
    </Section>
  )
}

export { VisitsPage as default }
