// One truck's load: its handovers, the weighbridge, how far the two lie apart, and what this side can do. The disposer
// weighs and receives, the hauler signs, goes elsewhere after a refusal, or calls an empty trip off.
// Relies on manifestTrips.get.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import { manifestTrips, type TripDetail } from '@shared/manifests/trips-contract'
import {
  caseCauseNames,
  caseOutcomeNames,
  refusalReasonNames,
  sideNames,
  tripGapNames,
} from '@shared/manifests/vocabulary'
import { showDay, showInstant } from '@shared/time'
import { useRead } from '@/lib/query'
import { Card, Notice, Row, Section, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import type { Own } from './acting'
import { Corrections } from './Corrections'
import { HaulerActs } from './HaulerActs'
import { Paper } from '@/ui/Paper'
import { ActingScreen } from './parts'
import { Receiving } from './Receiving'
import { Weighing } from './Weighing'
import { kindWord, stateOf, tripStateOf, weightText } from './words'

function TripPage() {
  const { params } = useRouter()
  return (
    <ActingScreen title="一车">
      {(organisation) => <Read id={params['id'] ?? ''} organisation={organisation} />}
    </ActingScreen>
  )
}

function Read({ id, organisation }: { id: string; organisation: Own }) {
  const query = useRead(manifestTrips.get, { id, organisationId: organisation.id })
  return <QueryView query={query}>{(trip) => <One trip={trip} organisation={organisation} />}</QueryView>
}

function One({ trip, organisation }: { trip: TripDetail; organisation: Own }) {
  const { word, tone } = tripStateOf(trip.state)
  return (
    <View>
      <Card title={trip.plate} extra={<Tag tone={tone}>{word}</Tag>}>
        <Text className="kitchen__figure">
          {trip.weighing ? `${showKg(trip.weighing.netGrams)}千克` : `${trip.sum.handovers}家`}
        </Text>
        <Text className="kitchen__note">{`${showDay(trip.day)}，${trip.hauler}送到${trip.disposer}`}</Text>
      </Card>
      <Compared trip={trip} />
      <Weighing trip={trip} organisationId={organisation.id} />
      <Receiving trip={trip} organisationId={organisation.id} />
      <HaulerActs trip={trip} organisationId={organisation.id} />
      {trip.refusal && (
        <Card title="拒收">
          <Text className="hand__text">{refusalReasonNames[trip.refusal.reason]}</Text>
          {trip.refusal.text && <Text className="kitchen__note">{trip.refusal.text}</Text>}
          {trip.refusal.photoIds.length > 0 && <PhotoRow ids={trip.refusal.photoIds} label="拒收的照片" />}
        </Card>
      )}
      <Corrections items={trip.corrections} organisationId={organisation.id} refreshes={[manifestTrips.get]} />
      <Signed trip={trip} />
      <Loaded trip={trip} />
      <Paper
        id="trip-paper"
        route={manifestsBook.tripPaper}
        input={{ id: trip.id, organisationId: organisation.id }}
        name={`车次联单-${trip.plate}-${trip.day}.pdf`}
      >
        车次联单（PDF）
      </Paper>
    </View>
  )
}

/** What the kitchens gave against what the weighbridge says; no kitchen is blamed for the difference. */
function Compared({
  trip: { sum, weighing, gap, gapGrams, limitGrams, acceptedGrams, refusedGrams, case: opened },
}: {
  trip: TripDetail
}) {
  return (
    <View>
      <Card title="对一对">
        <Row
          title="交接合计"
          note={`${sum.handovers}家，估的${showKg(sum.estimatedGrams)}千克`}
          value={`${showKg(sum.grams)}千克`}
        />
        {weighing && (
          <Row
            title="过磅净重"
            note={`满车${showKg(weighing.grossGrams)}，空车${showKg(weighing.tareGrams)}`}
            value={`${showKg(weighing.netGrams)}千克`}
          />
        )}
        {gap && gapGrams !== null && (
          <Row
            title="差"
            note={limitGrams === null ? '' : `${showKg(limitGrams)}千克以内算对得上`}
            value={`${gapGrams < 0 ? '少' : gapGrams > 0 ? '多' : ''}${showKg(Math.abs(gapGrams))}千克`}
          />
        )}
        {acceptedGrams !== null && <Row title="接收" value={`${showKg(acceptedGrams)}千克`} />}
        {refusedGrams !== null && refusedGrams > 0 && <Row title="拒收" value={`${showKg(refusedGrams)}千克`} />}
      </Card>
      {gap && gap !== 'fits' && <Notice tone="warn">{`${tripGapNames[gap]}。只看这一车，不算哪一家店的。`}</Notice>}
      {opened && (
        <Notice tone="warn" title={caseCauseNames[opened.cause]}>
          {opened.outcome
            ? `${caseOutcomeNames[opened.outcome]}。${opened.reason ?? ''}`
            : `${showInstant(new Date(opened.openedAt))}开始核查，由工作人员办理。`}
        </Notice>
      )}
    </View>
  )
}

function Signed({ trip: { signatures, refusedBefore } }: { trip: TripDetail }) {
  return (
    <Section title="谁签过字">
      <Card>
        {signatures.length === 0 && <Row title="还没有人签字" />}
        {signatures.map((each) => (
          <Row
            key={`${each.side}${each.at}`}
            icon={each.holds ? 'circle-check' : 'alert-triangle'}
            tint={each.holds ? 'good' : 'warm'}
            title={`${sideNames[each.side]}${each.by ? ` ${each.by}` : ''}`}
            note={`${showInstant(new Date(each.at))}${each.holds ? '' : '，后来内容改了'}`}
          />
        ))}
        {refusedBefore.map((each) => (
          <Row
            key={each.at}
            icon="alert-triangle"
            tint="warm"
            title={`${each.disposer}没有收`}
            note={`${showInstant(new Date(each.at))}，${refusalReasonNames[each.reason]}`}
          />
        ))}
      </Card>
    </Section>
  )
}

const FEW = 8

function Loaded({ trip: { handovers } }: { trip: TripDetail }) {
  const [all, setAll] = useState(false)
  const shown = all ? handovers : handovers.slice(0, FEW)
  return (
    <Section title={`车上的${handovers.length}次交接`}>
      <Card>
        {handovers.length === 0 && <Row title="还没有交接并到这一车" />}
        {shown.map((one) => (
          <Row
            key={one.id}
            title={one.producer ?? showCode(one.number)}
            note={`${kindWord(one.kind)}，${stateOf(one.state).word}`}
            value={weightText({ ...one, isEstimated: one.how === 'estimate' })}
          />
        ))}
        {!all && handovers.length > FEW && (
          <Row id="all-loaded" title={`还有${handovers.length - FEW}次，都看`} onClick={() => setAll(true)} />
        )}
      </Card>
    </Section>
  )
}

export { TripPage as default }
