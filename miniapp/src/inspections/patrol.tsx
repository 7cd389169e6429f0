// Where a road chief may go by themselves: one tap begins a visit there. Not drawn, so it enters no score.
import Taro from '@tarojs/taro'
import { useRef } from 'react'
import { inspections, type Target } from '@shared/inspections/contract'
import { targetKindNames } from '@shared/inspections/vocabulary'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import { addVisit } from './day'
import { SiteScreen } from './parts'

function Patrol() {
  return (
    <SiteScreen title="路长巡查">
      <SignedIn why="用路长身份登录后巡查">
        <Targets />
      </SignedIn>
    </SiteScreen>
  )
}

function Targets() {
  const targets = useRead(inspections.targets, {}, { staleMs: 10 * 60_000 })
  const patrol = useWrite(inspections.patrol)
  /** One id a target, so that a second tap is the same visit. */
  const ids = useRef(new Map<string, string>())
  const begin = async ({ kind, id }: Target) => {
    const known = ids.current.get(id) ?? (await newId())
    ids.current.set(id, known)
    const visit = await patrol.run({ id: known, targetKind: kind, targetId: id })
    if (!visit) return
    await addVisit(visit)
    void Taro.redirectTo({ url: `/inspections/visit?id=${visit.id}` })
  }
  return (
    <>
      <Notice>巡查不是抽签决定的，记下的问题照样整改，但不计入评分。开始时要有网络。</Notice>
      {patrol.error && <ErrorState error={patrol.error} />}
      <QueryView
        query={targets}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="您的责任路段上还没有登记对象" hint="请街道工作人员补上路段上的商铺和单位" />}
      >
        {({ items }) => (
          <Card>
            {items.map((target) => (
              <Row
                key={target.id}
                title={target.name}
                note={[targetKindNames[target.kind], ...target.placeNames].join(' ')}
                value="开始"
                label={`${target.name}，开始巡查`}
                onClick={() => {
                  if (!patrol.busy) void begin(target)
                }}
              />
            ))}
          </Card>
        )}
      </QueryView>
    </>
  )
}

export { Patrol as default }
