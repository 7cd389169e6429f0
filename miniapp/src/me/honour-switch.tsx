// Whether I stand on the roll of honour: off unless I want it, by a nickname that I choose, taken off at once.
// Relies on rewards.myHonour. Invariant: going off takes one tap; going on shows what others will see before it is
// sent.
import { useState } from 'react'
import { rewards } from '@shared/rewards/contract'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Field, SwitchRow } from '@/ui/inputs'
import { Card, Notice, Section } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Sheet } from '@/ui/Sheet'

export function HonourSwitch() {
  const mine = useRead(rewards.myHonour, {})
  const [nickname, setNickname] = useState<string | null>(null)
  const set = useWrite(rewards.setHonour, {
    refreshes: [rewards.myHonour, rewards.honours],
    onDone: () => setNickname(null),
  })
  return (
    <Section title="荣誉榜">
      {set.error && nickname === null && <ErrorState error={set.error} />}
      <QueryView query={mine}>
        {({ on, nickname: shown, statusText }) => (
          <Card>
            <SwitchRow
              id="honour"
              title="我愿意上荣誉榜"
              note={statusText || '只显示昵称，不排名'}
              value={on}
              onChange={(wanted) => (wanted ? setNickname(shown) : set.run({ on: false, nickname: shown }))}
            />
          </Card>
        )}
      </QueryView>
      <Sheet
        open={nickname !== null}
        title="用什么昵称"
        onClose={() => setNickname(null)}
        bottom={
          <Button
            id="honour-send"
            kind="primary"
            loading={set.busy}
            disabled={(nickname ?? '').trim().length < 2}
            onClick={() => {
              void set.run({ on: true, nickname: (nickname ?? '').trim() })
            }}
          >
            愿意上榜
          </Button>
        }
      >
        <Notice>别人只看到昵称和小区，没有积分，不排名次。审核后显示，随时可以关。</Notice>
        {set.error && <ErrorState error={set.error} />}
        <Field
          id="honour-name"
          label="昵称"
          value={nickname ?? ''}
          onChange={setNickname}
          max={12}
          hint="2到12个字，请不要写真名和门牌"
        />
      </Sheet>
    </Section>
  )
}
