// 无废细胞 at a glance: what one's own organisations, community or household have applied for, the way to begin, and
// looking a certificate up, for which nobody has to sign in.
import { Text, View } from '@tarojs/components'
import type { CellRow } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { cellStateNames } from '@shared/cells/vocabulary'
import { useReadPages } from '@/lib/query'
import { useSession, useSignedIn } from '@/lib/session'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Row, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignInFirst } from '@/ui/SignInSheet'
import { openPage, stateTone } from './parts'

function Home() {
  const signedIn = useSignedIn()
  const isAssessor = useSession((state) => state.person?.roles.includes('assessor') ?? false)
  return (
    <Screen title="无废细胞">
      {signedIn ? <Mine /> : <SignInFirst why="登录后可以替单位、小区或自己家申报" />}
      <View className="apart" />
      <Card>
        {signedIn && isAssessor && (
          <Row
            id="visits"
            icon="shield-check"
            tint="warm"
            title="我的现场评估"
            note="打分、拍照，没有网络也行"
            onClick={() => openPage('/cells/visits')}
          />
        )}
        <Row
          id="check"
          icon="scan"
          tint="neutral"
          title="查证书真假"
          note="扫证书上的码，或输编号"
          onClick={() => openPage('/cells/check')}
        />
        <Row id="notices" icon="receipt" tint="neutral" title="正在公示的" onClick={() => openPage('/cells/notices')} />
      </Card>
    </Screen>
  )
}

function Mine() {
  const pages = useReadPages(cells.mine, {})
  return (
    <View>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty icon="award" text="还没有申报" hint="平台已有的台账、培训、检查会自动填好" />}
      >
        {(items) => (
          <View>
            {items.map((row) => (
              <One key={row.id} row={row} />
            ))}
            <NextPage pages={pages}>更早的</NextPage>
          </View>
        )}
      </QueryView>
      <Button id="start" kind="primary" onClick={() => openPage('/cells/start')}>
        申报无废细胞
      </Button>
    </View>
  )
}

function One({ row }: { row: CellRow }) {
  const { id, kind, subject, state, next, ready, items, total } = row
  const word = cellStateNames[state]
  return (
    <Card
      id={`cell-${id}`}
      title={subject.name}
      extra={<Tag tone={stateTone(state)}>{word}</Tag>}
      onClick={() => openPage(`/cells/apply?id=${id}`)}
      label={`${subject.name}，${cellKindNames[kind]}，${word}`}
    >
      <Text className="cell__text">
        {[
          cellKindNames[kind],
          state === 'draft' || state === 'returned'
            ? `填好${ready}/${items}条`
            : total !== null && `${showPoints(total)}分`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text className="cell__note">{next}</Text>
    </Card>
  )
}

export { Home as default }
