// My own visits, those to come and those of before, as the server has them.
import { Text } from '@tarojs/components'
import { inspections } from '@shared/inspections/contract'
import { targetKindNames, visitKindNames, visitStateNames } from '@shared/inspections/vocabulary'
import { longDay, showInstant } from '@shared/time'
import { useReadPages } from '@/lib/query'
import { NextPage } from '@/ui/Button'
import { Card, Empty, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import { SiteScreen } from './parts'

const tones = { assigned: 'neutral', begun: 'warn', disputed: 'warn', finished: 'good', cancelled: 'neutral' } as const

function Mine() {
  return (
    <SiteScreen title="我的检查">
      <SignedIn why="用检查员身份登录后查看">
        <Visits />
      </SignedIn>
    </SiteScreen>
  )
}

function Visits() {
  const pages = useReadPages(inspections.mine, {})
  return (
    <>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="还没有检查过" hint="派给您的检查在“现场检查”里" />}
      >
        {(items) =>
          items.map(({ id, target, kind, day, state, finishedAt, findings }) => (
            <Card key={id} title={target.name} extra={<Tag tone={tones[state]}>{visitStateNames[state]}</Tag>}>
              <Text className="site__note">
                {[
                  targetKindNames[target.kind],
                  kind === 'drawn' ? visitKindNames.drawn : `${visitKindNames[kind]}（非随机）`,
                  finishedAt ? `${showInstant(new Date(finishedAt))}签字` : longDay(day),
                  state === 'finished' && `问题 ${findings}个`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </Card>
          ))
        }
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

export { Mine as default }
