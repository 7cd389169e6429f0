// Every carbon factor with its range and source, and every change that was published. Public; relies on the ledger's
// factors. Invariant: a factor never stands without its source and edition.
import { useState } from 'react'
import { ledger } from '@shared/ledger/contract'
import { showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { factorRange } from './carbon-words'

const FIRST = 8

function Factors() {
  const factors = useRead(ledger.factors, {}, { staleMs: 60 * 60_000 })
  const elder = useElder()
  const [all, setAll] = useState(false)
  return (
    <Screen title="减碳系数">
      <QueryView
        query={factors}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="还没有公布减碳系数" hint="公布后会列在这里" />}
      >
        {({ items, changes, roundingNote, day }) => (
          <>
            <Notice>{`${showDay(day)}在用的系数。${roundingNote}`}</Notice>
            {(all ? items : items.slice(0, FIRST)).map((factor) => (
              <Card key={factor.material} title={factor.materialName}>
                <Row title="每千克少排放" note={factorRange(factor)} value={`${factor.gramsPerKg}克`} />
                <Row
                  title={`基准：${factor.baseline}`}
                  note={[`来源：${factor.source} ${factor.sourceEdition}`, factor.sourcePlace, elder ? '' : factor.note]
                    .filter(Boolean)
                    .join(' · ')}
                />
              </Card>
            ))}
            {!all && items.length > FIRST && <Button onClick={() => setAll(true)}>{`看全部 ${items.length}种`}</Button>}
            <Section title="改动记录">
              {changes.length === 0 ? (
                <Notice>还没有改过。改了会在这里公布，过去算好的不变。</Notice>
              ) : (
                <Card>
                  {changes.map(({ edition, on, material, text }) => (
                    <Row key={`${edition}-${material}`} title={text} note={`${edition}版 · ${on}`} />
                  ))}
                </Card>
              )}
            </Section>
          </>
        )}
      </QueryView>
    </Screen>
  )
}

export { Factors as default }
