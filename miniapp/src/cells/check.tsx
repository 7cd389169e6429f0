// Is this certificate real: the code scanned or typed is only looked up, nothing that stands in it is believed. Never
// "valid" by default: what can't be asked is said to be unsure. Nobody has to sign in.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { cellsPublic } from '@shared/cells/desk-contract'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { certificateTexts, type CertificateResult } from '@shared/cells/vocabulary'
import type { OutputOf } from '@shared/contract'
import { clockOf, longDay } from '@shared/time'
import { asApiError, call } from '@/lib/api'
import { CodeEntry } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { codeIn } from './certificate-code'
import { openPage } from './parts'
import './cells.scss'

type Found = OutputOf<typeof cellsPublic.check>

const tones: Readonly<Record<CertificateResult, 'good' | 'warn' | 'error'>> = {
  valid: 'good',
  suspended: 'warn',
  revoked: 'error',
  expired: 'error',
  unknown: 'error',
  unsure: 'warn',
}

function Check() {
  const given = codeIn(useRouter().params['code'] ?? '')
  const [found, setFound] = useState<Found | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const look = async (read: string) => {
    const code = codeIn(read)
    setFound(null)
    setProblem(null)
    if (code === null) {
      setProblem('这不是无废细胞证书的码。请输证书上印的编号，不要打开码里的网址。')
      return
    }
    setBusy(true)
    try {
      setFound(await call(cellsPublic.check, { code }))
    } catch (error) {
      // no answer says nothing about the certificate
      setProblem(`${certificateTexts.unsure.title}。${asApiError(error).text}`)
    }
    setBusy(false)
  }
  return (
    <Screen title="查证书">
      {problem && <Notice tone="warn">{problem}</Notice>}
      {found && <Result found={found} />}
      <CodeEntry
        label="证书编号"
        hint={given ? `刚才的编号：${given}` : '在证书下方，字母和数字'}
        busy={busy}
        onCode={(read) => {
          void look(read)
        }}
      />
      <View className="apart" />
      <Card>
        <Row
          id="notices"
          icon="receipt"
          tint="neutral"
          title="正在公示的"
          note="有不同意见，可以提出"
          onClick={() => openPage('/cells/notices')}
        />
      </Card>
    </Screen>
  )
}

function Result({ found: { result, title, text, facts, at } }: { found: Found }) {
  return (
    <View>
      <Notice tone={tones[result]} title={title}>
        {`${text}（${clockOf(new Date(at))}查）`}
      </Notice>
      {facts && (
        <View className="cert">
          <View className="cert__frame">
            <Text className="cell__note">{cellKindNames[facts.kind]}</Text>
            <Text className="cert__name">{facts.name}</Text>
            <Text className="cert__kind">{facts.level}</Text>
            <Text className="cell__text">{`综合得分${showPoints(facts.score)}分`}</Text>
            <Text className="cell__note">{`编号 ${facts.code}`}</Text>
            <Text className="cell__note">{`${longDay(facts.from)}到${longDay(facts.until)}`}</Text>
            <Text className="cell__note">{`最近检查 ${longDay(facts.lastCheckedOn)}`}</Text>
            <Text className="cell__note">{facts.office}</Text>
          </View>
        </View>
      )}
      {facts?.corrected && <Notice tone="warn">{facts.corrected}</Notice>}
    </View>
  )
}

export { Check as default }
