// The bill of a month: what was handed over, by which rate, what it comes to; recorded here, collected elsewhere.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { showRate } from '@shared/manifests/bills'
import { manifestsBills, type BillView } from '@shared/manifests/bills-contract'
import { estimatedShare, showKg, showShare } from '@shared/manifests/book'
import { dayOf, longMonth, monthOf } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead } from '@/lib/query'
import { Card, Notice, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import { ActingScreen } from './parts'
import { Paper } from '@/ui/Paper'
import { kindWord } from './words'

function BillPage() {
  const { params } = useRouter()
  const month = params['month'] ?? monthOf(dayOf(new Date()))
  return (
    <ActingScreen title="账单">
      {(organisation) => (
        <SignedIn why="登录后看账单">
          <One organisationId={organisation.id} producerId={params['producer'] ?? ''} month={month} />
        </SignedIn>
      )}
    </ActingScreen>
  )
}

type Asked = { organisationId: string; producerId: string; month: string }

function One(asked: Asked) {
  const bill = useRead(manifestsBills.bill, asked)
  return <QueryView query={bill}>{(view) => <Bill view={view} asked={asked} />}</QueryView>
}

function Bill({ view, asked }: { view: BillView; asked: Asked }) {
  const { month, producer, card } = view
  return (
    <View>
      <Card title={longMonth(month)}>
        <Text className="kitchen__figure">{showFen(view.fen)}</Text>
        <Text className="kitchen__note">
          {`${view.handovers}次，${showKg(view.grams)}千克，其中估算${showShare(estimatedShare(view))}`}
        </Text>
      </Card>
      {!view.isFinal && (
        <Notice>
          {view.open > 0 ? `有${view.open}次交接还没有结清，金额可能变。` : '这个月还没有过完，金额还会变。'}
        </Notice>
      )}
      {!card && <Notice>本地还没有公布费率，现在不计费。</Notice>}
      <Card>
        {view.lines.map((line) => (
          <Row
            key={`${line.kind}${line.span}`}
            title={`${kindWord(line.kind)} ${line.span}`}
            note={`${showKg(line.grams)}千克 × ${showRate(line.fenPerTonne)}`}
            value={showFen(line.fen)}
          />
        ))}
        {view.baseFen > 0 && <Row title="每月基本费" value={showFen(view.baseFen)} />}
        {view.unpriced.map((kind) => (
          <Row key={kind} title={kindWord(kind)} value="不计费" />
        ))}
        {card && <Row title="费率" note={`${card.placeName}，${card.source}`} value={`${card.validFrom}起`} />}
      </Card>
      <Paper id="pdf" route={manifestsBills.billPaper} input={asked} name={`餐厨账单-${producer.name}-${month}.pdf`}>
        账单（PDF）
      </Paper>
      <Text className="kitchen__note">只记账，不在这里收款。</Text>
    </View>
  )
}

export { BillPage as default }
