// The roll of honour: compounds by what they gave and achieved, with the reason in words; people only by their own
// wish, by nickname, unranked. Relies on rewards.honours; works signed out. Invariant: no person has a figure or a
// place here.
import { rewards } from '@shared/rewards/contract'
import { useRead } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { openPage } from './parts'

function Honours() {
  const honours = useRead(rewards.honours, {}, { staleMs: 10 * 60_000 })
  const signedIn = useSignedIn()
  return (
    <Screen title="荣誉榜">
      <QueryView query={honours}>
        {({ month, note, compounds, people }) => (
          <>
            <Notice>{[month && `${Number(month.slice(5))}月`, note].filter(Boolean).join(' · ')}</Notice>
            <Section title="小区">
              {compounds.length > 0 && (
                <Card>
                  <Row id="how" title="减碳是估算" note="方法、基准、不确定度" onClick={() => openPage('/me/carbon')} />
                </Card>
              )}
              {compounds.length === 0 && <Empty text="还没有小区上榜" hint="把积分赠给小区公益金，小区就会列在这里" />}
              {compounds.length > 0 && (
                <Card>
                  {compounds.map(({ placeId, name, text }) => (
                    <Row key={placeId} icon="home" tint="neutral" title={name} note={text} />
                  ))}
                </Card>
              )}
            </Section>
            <Section title="自愿上榜的邻居">
              {people.length === 0 ? (
                <Notice>还没有人自愿上榜。</Notice>
              ) : (
                <Card>
                  {people.map(({ nickname, placeName }) => (
                    <Row key={`${placeName}-${nickname}`} title={nickname} value={placeName} />
                  ))}
                </Card>
              )}
            </Section>
          </>
        )}
      </QueryView>
      {signedIn && (
        <Card>
          <Row
            id="my-honour"
            title="我要不要上榜"
            note="只显示昵称，随时可以关"
            onClick={() => openPage('/me/privacy')}
          />
        </Card>
      )}
    </Screen>
  )
}

export { Honours as default }
