// Weights per material, mixed load, money taken at the door, and the log that something was collected. Works without a
// network. Relies on weights.ts. Invariant: what is shown in kilograms with two decimals is exactly what is sent in
// grams.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { Stop } from '@shared/runs/crew-contract'
import { materialName } from '@shared/ledger/materials'
import { lacksWeight, reasonFits } from '@shared/runs/stop-machine'
import { showFen } from '@shared/units'
import { platform } from '@/lib/platform/platform'
import { a11y } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Choice, SwitchRow } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { useDraft, type Draft } from './draft'
import { logTap } from './logging'
import { MaterialPad, type PadTarget } from './pad'
import { CrewScreen, leavePage, NotHere, openPage } from './parts'
import { actionTexts, actionsNow, totalText } from './rules'
import { Shots } from './shots'
import { useStop } from './store'
import { kilogramsText, withoutWeight, withWeight } from './weights'

type Part = { draft: Draft; change: (change: Partial<Draft>) => void }

function Lines({ draft, change, onEdit }: Part & { onEdit: (target: PadTarget) => void }) {
  return (
    <Card
      title="称重"
      extra={<Text className="sum">{draft.weights.length > 0 ? `共${totalText(draft.weights)}` : '还没有称'}</Text>}
    >
      {draft.weights.map(({ material, grams }, index) => (
        <View key={`${index}-${material}`} className="weight">
          <View
            className="weight__main"
            onClick={() => onEdit({ index, material, grams })}
            {...a11y({ role: 'button', spoken: `${materialName(material)} ${kilogramsText(grams)}千克，点开修改` })}
          >
            <Text className="weight__name">{materialName(material)}</Text>
            <Text className="weight__kg">{`${kilogramsText(grams)}千克`}</Text>
          </View>
          <View
            className="weight__drop"
            onClick={() => change({ weights: withoutWeight(draft.weights, index) })}
            {...a11y({ role: 'button', label: `去掉 ${materialName(material)}` })}
          >
            <Text>去掉</Text>
          </View>
        </View>
      ))}
      {draft.weights.length === 0 && (
        <Text className="quiet">住户的积分和回执按重量算。不用称的大件，可以直接点“收完”。</Text>
      )}
      <Button id="add-material" onClick={() => onEdit({ index: null, material: null, grams: null })}>
        {draft.weights.length === 0 ? '加一种材料' : '再加一种材料'}
      </Button>
    </Card>
  )
}

function Money({ stop, draft, change, error }: Part & { stop: Stop; error: string | null }) {
  if (stop.owedFen === 0) return null
  return (
    <Card>
      <Choice
        label={`应收 ${showFen(stop.owedFen)}`}
        columns={1}
        value={draft.isPaid === null ? null : draft.isPaid ? 'paid' : 'unpaid'}
        error={error}
        onChange={(value) => change({ isPaid: value === 'paid' })}
        options={[
          { value: 'paid', title: `当面收到${showFen(stop.owedFen)}`, note: '现金或住户当面扫码，记在账上' },
          { value: 'unpaid', title: '这次没有收钱', note: '由运营单位另外收' },
        ]}
      />
    </Card>
  )
}

function Weigh() {
  const { id = '', action: wanted } = useRouter().params
  const action = wanted === 'collect_partly' ? 'collect_partly' : 'collect'
  const found = useStop(id)
  const [draft, change] = useDraft(id)
  const [pad, setPad] = useState<PadTarget | null>(null)
  const [tried, setTried] = useState(false)
  if (!found?.run.board) return <NotHere title="称重" text="这一站不在这部手机上" hint="可能已经改派或取消" />
  const { stop, run } = found
  const { by } = found.run.board
  const isOver = !actionsNow(stop.status).includes(action)
  const lacksReason =
    action === 'collect_partly' && (!reasonFits(draft.reason ?? undefined, action) || draft.photos.length === 0)
  const mustWeigh = lacksWeight(stop.kind, action, draft.weights)
  const total = totalText(draft.weights)
  const unsaid =
    tried && stop.owedFen > 0 && draft.isPaid === null ? `先选：${showFen(stop.owedFen)} 当面收到了没有` : null
  const done = async () => {
    setTried(true)
    if (stop.owedFen > 0 && draft.isPaid === null) return platform.vibrate('long')
    const note = draft.note.trim()
    const isKept = await logTap(stop, action, by, {
      text: total === '' ? actionTexts[action] : `${actionTexts[action]} ${total}`,
      weights: draft.weights,
      photos: draft.photos,
      ...(draft.mixedLoad ? { mixedLoad: true } : {}),
      ...(draft.isPaid && stop.owedFen > 0 ? { paidFen: stop.owedFen } : {}),
      ...(action === 'collect_partly' && draft.reason
        ? { reason: draft.reason, ...(note === '' ? {} : { note }) }
        : {}),
    })
    if (isKept) leavePage(`/crew/stop?id=${id}`)
  }
  const bottom = (
    <View>
      {unsaid && <Notice tone="error">{unsaid}</Notice>}
      <Button
        id="done"
        kind="primary"
        disabled={isOver || lacksReason || mustWeigh}
        onClick={() => {
          void done()
        }}
      >
        {mustWeigh
          ? '先称重，再点收完'
          : [actionTexts[action], total === '' ? '（没有称重）' : `，共 ${total}`].join('')}
      </Button>
    </View>
  )
  return (
    <CrewScreen title={action === 'collect' ? '收完' : '部分收'} run={run} bottom={bottom}>
      {isOver && <Notice tone="warn">这一站已经登记过了。要改的话，先回到站点撤回。</Notice>}
      {lacksReason && !isOver && (
        <Notice
          tone="warn"
          action={
            <Button onClick={() => openPage(`/crew/reason?id=${id}&action=collect_partly`)}>去填原因和照片</Button>
          }
        >
          只收走一部分，需要先填原因和照片。
        </Notice>
      )}
      <Lines draft={draft} change={change} onEdit={setPad} />
      <Money stop={stop} draft={draft} change={change} error={unsaid} />
      <Card>
        <SwitchRow
          id="mixed"
          title="混在一起装车了"
          words={['是', '没有']}
          note="混装的不算回收量和积分，请如实登记"
          value={draft.mixedLoad}
          onChange={(mixedLoad) => change({ mixedLoad })}
        />
      </Card>
      {action === 'collect' && <Shots stopId={id} title="照片（可不拍）" why="秤上的数字拍一张，以后好核对。" />}
      {pad && (
        <MaterialPad
          target={pad}
          kind={stop.kind}
          onClose={() => setPad(null)}
          onDone={(index, weight) => {
            change({ weights: withWeight(draft.weights, index, weight) })
            setPad(null)
          }}
        />
      )}
    </CrewScreen>
  )
}

export { Weigh as default }
