// How much less CO₂ was given off, and how that was computed, with every factor and its source. Relies on the ledger.
// Invariant: a figure never stands without the line that says how it came about.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ledger } from '@shared/ledger/contract'
import { useRead } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Card, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import './me.scss'

const FIRST = 5

function Carbon() {
  const signedIn = useSignedIn()
  return (
    <Screen title='减碳'>
      {signedIn && <Mine />}
      <Notice title='怎么算的'>收走的每种材料的重量,乘这种材料的减碳系数,再相加。系数写着来源,改了会公布,过去的不变。</Notice>
      <Factors />
    </Screen>
  )
}

function Mine() {
  const summaries = useRead(ledger.summaries, {})
  return (
    <QueryView query={summaries}>
      {({ accounts }) => (
        <Card title='到现在少排放'>
          {accounts.map(({ account, name, carbonText }) => (
            <View key={account} className='figure'><Text className='figure__value'>{carbonText}</Text><Text className='figure__unit'>{name}</Text></View>
          ))}
        </Card>
      )}
    </QueryView>
  )
}

function Factors() {
  const factors = useRead(ledger.factors, {}, { staleMs: 60 * 60_000 })
  const [all, setAll] = useState(false)
  return (
    <Section title='减碳系数'>
      <QueryView query={factors}>
        {({ items, changes, roundingNote }) => (
          <>
            <Notice>{roundingNote}</Notice>
            <Card>
              {(all ? items : items.slice(0, FIRST)).map(({ material, materialName, gramsPerKg, source, sourceEdition, baseline }) => (
                <Row key={material} title={materialName} note={`和${baseline}相比 · 来源:${source} ${sourceEdition}`} value={`每千克 ${gramsPerKg} 克`} />
              ))}
              {!all && items.length > FIRST && <Button onClick={() => setAll(true)}>{`看全部 ${items.length} 种`}</Button>}
            </Card>
            {all && changes.length > 0 && (
              <Card title='改过的'>{changes.map(({ edition, on, material, text }) => <Row key={`${edition}-${material}`} title={text} note={`${edition} 版 · ${on}`} />)}</Card>
            )}
          </>
        )}
      </QueryView>
    </Section>
  )
}

export { Carbon as default }
