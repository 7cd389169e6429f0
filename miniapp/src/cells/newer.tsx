// A newer table of indicators: what differs clause by clause, and moving over, where evidence goes along.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { CellDetail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { changeNames } from '@shared/cells/versions'
import { showDay } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Empty, Notice, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { CellScreen } from './application'
import { takeDetail } from './drafts'

function NewerPage() {
  return (
    <CellScreen title="新的评价表">
      {(cell) => (cell.newer ? <Changes cell={cell} /> : <Empty icon="circle-check" text="已经是最新的评价表" />)}
    </CellScreen>
  )
}

function Changes({ cell: { id, newer, allowed } }: { cell: CellDetail }) {
  const query = useRead(cells.newer, { id })
  const move = useWrite(cells.move, { onDone: takeDetail, refreshes: [cells.show, cells.newer] })
  const go = async (tableId: string) => {
    const yes = await confirm({
      title: '换到新的评价表？',
      text: '答过的和照片都跟着走，换了就不能换回来。',
      ok: '换到新表',
      cancel: '先不换',
    })
    if (yes && (await move.run({ id, tableId }))) void Taro.navigateBack()
  }
  return (
    <QueryView query={query}>
      {({ tableId, changes, toAnswer }) => (
        <View>
          <Notice title={`有${changes.length}处不同`}>
            {`换过去要重新答${toAnswer.length}条。${newer?.sunset ? `不换的话，旧表用到${showDay(newer.sunset)}。` : ''}`}
          </Notice>
          <Section title="逐条的不同">
            {changes.map(({ code, clause, kinds, before, after }) => (
              <Card
                key={code}
                title={clause}
                extra={<Tag tone="info">{kinds.map((kind) => changeNames[kind]).join('、')}</Tag>}
              >
                {before && <Text className="cell__note">{`原来：${before.text}（${before.max}分）`}</Text>}
                {after && <Text className="cell__text">{`现在：${after.text}（${after.max}分）`}</Text>}
              </Card>
            ))}
          </Section>
          {move.error && <ErrorState error={move.error} />}
          {allowed.includes('move') && (
            <Button
              id="move"
              kind="primary"
              loading={move.busy}
              onClick={() => {
                void go(tableId)
              }}
            >
              换到新表
            </Button>
          )}
        </View>
      )}
    </QueryView>
  )
}

export { NewerPage as default }
