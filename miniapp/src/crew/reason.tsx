// Why a stop failed or was only partly done: a reason that fits, a photo, a note. Works without a network.
// Relies on the reasons that came with the run. Invariant: why a photo is needed is said before it is asked for.
import { View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import type { LogAction } from '@shared/runs/stop-machine'
import { platform } from '@/lib/platform/platform'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Choice, TextArea } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { useDraft, type Draft } from './draft'
import { logTap } from './logging'
import { CrewScreen, leavePage, NotHere } from './parts'
import { actionTexts, actionsNow } from './rules'
import { Shots } from './shots'
import { useCrew, useStop } from './store'

const isAction = (text: string): text is LogAction => text in actionTexts

function missingOf({ reason, photos, note }: Draft): string | null {
  if (!reason) return '请先选原因'
  if (photos.length === 0) return '请先拍一张照片'
  return reason === 'other' && note.trim() === '' ? '选了“其他原因”，请写一句说明' : null
}

const vain: readonly LogAction[] = ['not_presented', 'no_access', 'refuse']
const FEE = '登记以后，住户可能要为这次上门付费，免费件数也可能不退。'

function Reason() {
  const { id = '', action: wanted = '' } = useRouter().params
  const found = useStop(id)
  // The default stands outside of the selector: a fresh list at each look would make the page draw itself for ever.
  const reasons = useCrew((state) => state.bundle?.reasons) ?? []
  const [draft, change] = useDraft(id)
  const [said, setSaid] = useState<string | null>(null)
  if (!found?.run.board || !isAction(wanted))
    return <NotHere title="登记原因" text="这一站不在这部手机上" hint="可能已经改派或取消" />
  const { stop, run } = found
  const { by } = found.run.board
  const fitting = reasons.filter(({ actions }) => actions.includes(wanted))
  const chosen = fitting.some(({ code }) => code === draft.reason) ? draft.reason : null
  const isOver = !actionsNow(stop.status).includes(wanted)
  const done = async () => {
    const missing = missingOf({ ...draft, reason: chosen })
    setSaid(missing)
    if (missing || !chosen) return platform.vibrate('long')
    // The weights of what was taken come next; the log is made there.
    if (wanted === 'collect_partly') return void Taro.redirectTo({ url: `/crew/weigh?id=${id}&action=collect_partly` })
    const isThere = stop.status === 'arrived'
    if (
      !isThere &&
      !(await confirm({
        title: '还没有登记“已到达”',
        text: `${FEE}您已经到过门口了吗？`,
        ok: '到过，登记',
        cancel: '没到，先不登记',
      }))
    )
      return
    const note = draft.note.trim()
    const isKept = await logTap(stop, wanted, by, {
      reason: chosen,
      photos: draft.photos,
      ...(note === '' ? {} : { note }),
    })
    if (isKept) leavePage(`/crew/stop?id=${id}`)
  }
  const bottom = (
    <View>
      {said && <Notice tone="error">{said}</Notice>}
      <Button
        id="done"
        kind="primary"
        disabled={isOver}
        onClick={() => {
          void done()
        }}
      >
        {wanted === 'collect_partly' ? '下一步：称重' : `登记：${actionTexts[wanted]}`}
      </Button>
    </View>
  )
  return (
    <CrewScreen title={actionTexts[wanted]} run={run} bottom={bottom}>
      {isOver && <Notice tone="warn">这一站已经登记过了。要改的话，先回到站点撤回。</Notice>}
      {!isOver && vain.includes(wanted) && stop.status !== 'arrived' && (
        <Notice tone="warn" title="还没有登记“已到达”">{`${FEE}请到了门口再登记。`}</Notice>
      )}
      <Card>
        <Choice
          label="为什么"
          columns={1}
          value={chosen}
          onChange={(code) => {
            setSaid(null)
            change({ reason: code })
          }}
          options={fitting.map(({ code, text }) => ({ value: code, title: text }))}
        />
      </Card>
      <Shots
        stopId={id}
        title="拍一张现场照片"
        why="这次登记会影响住户：要说明为什么没有收成，住户也可以提出异议，所以需要照片作依据。拍清楚现场就行，尽量不要拍到人。"
      />
      <Card>
        <TextArea
          id="note"
          label="说明（可不写）"
          value={draft.note}
          max={200}
          onChange={(note) => change({ note })}
          placeholder="例如：敲门三次，电话没人接"
        />
      </Card>
    </CrewScreen>
  )
}

export { Reason as default }
