// Two phones without a network: this one shows its sheet as QR pages, the other one reads them, has the same content
// and signs. What was read stays the partner's; each phone hands in what its own person scored.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useMemo, useState } from 'react'
import { shortHash } from '@shared/cells/sheets'
import { tableItem } from '@shared/cells/tables'
import { platform } from '@/lib/platform/platform'
import { Button, Buttons } from '@/ui/Button'
import { Choice, TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { SignedIn } from '@/ui/SignedIn'
import { answerWords } from './answer'
import { gather, missingPages, pagesOf, wholeText, type Gathered } from './qr-pages'
import { differing, hashShown, readSheet, sheetText } from './sheet'
import { changeSheet, openedIn, useOnSite, useSite, type Opened } from './site-day'
import { SiteScreen } from './site-parts'

function SwapPage() {
  const id = useRouter().params['id'] ?? ''
  useOnSite()
  const opened = openedIn(useSite(), id)
  const [way, setWay] = useState<'show' | 'read'>('show')
  return (
    <SiteScreen title="两部手机对一下">
      <SignedIn why="用评估员身份登录后评分">
        {opened ? (
          <View>
            <Choice
              label="我的手机"
              value={way}
              onChange={setWay}
              options={[
                { value: 'show', title: '给对方扫' },
                { value: 'read', title: '扫对方的' },
              ]}
            />
            {way === 'show' ? <Show opened={opened} /> : <Read opened={opened} />}
          </View>
        ) : (
          <Empty text="这次评估不在这部手机里" />
        )}
      </SignedIn>
    </SiteScreen>
  )
}

function Show({ opened: { filled, visit } }: { opened: Opened }) {
  const pages = useMemo(() => pagesOf(sheetText(filled, visit)), [filled, visit])
  const [at, setAt] = useState(0)
  const shown = Math.min(at, pages.length - 1)
  return (
    <Card title={`第${shown + 1}张，共${pages.length}张`}>
      <QrCode content={pages[shown] ?? ''} code="" label={`评分表第${shown + 1}张，共${pages.length}张`} />
      <Text className="cell__note">{`内容码 ${shortHash(hashShown(filled, visit))}`}</Text>
      <Buttons>
        <Button id="before" disabled={shown === 0} onClick={() => setAt(shown - 1)}>
          上一张
        </Button>
        <Button id="after" kind="primary" disabled={shown === pages.length - 1} onClick={() => setAt(shown + 1)}>
          下一张
        </Button>
      </Buttons>
    </Card>
  )
}

function Read({ opened: { filled, visit, table, fate } }: { opened: Opened }) {
  const [gathered, setGathered] = useState<Gathered | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const take = (text: string) => {
    const next = gather(gathered, text.trim())
    setProblem(next === gathered ? '这不是对方手机上的评分表，请对准那一页再扫' : null)
    setGathered(next)
    const whole = wholeText(next)
    if (whole === null) return
    const lines = readSheet(whole, visit)
    if (lines) changeSheet(visit.id, () => ({ seen: lines }))
    else setProblem('扫到的是另一次评估的评分表')
  }
  const missing = missingPages(gathered)
  const isDone = missing?.length === 0 && problem === null
  return (
    <Card title={isDone ? '读完了' : '请对方一张一张给您扫'}>
      {missing && missing.length > 0 && <Text className="cell__text">{`还差第${missing.join('、')}张`}</Text>}
      {problem && <Notice tone="error">{problem}</Notice>}
      {isDone && (
        <Notice tone="good" title={`内容码 ${shortHash(hashShown(filled, visit))}`}>
          和对方手机上的一样，就可以回去签字。
        </Notice>
      )}
      {isDone && <Differing opened={{ filled, visit, table, fate }} />}
      {isDone ? (
        <Button
          id="back"
          kind="primary"
          onClick={() => {
            void Taro.navigateBack()
          }}
        >
          回去签字
        </Button>
      ) : (
        platform.canScan && (
          <Button
            id="scan"
            kind="primary"
            onClick={() => {
              void platform.scan().then(
                (text) => {
                  if (text !== null) take(text)
                },
                () => setProblem('没有扫上，请再试一次'),
              )
            }}
          >
            扫一张
          </Button>
        )
      )}
      {!isDone && !platform.canScan && (
        <View>
          <TextArea id="typed" label="这里不能扫码，请粘贴对方发来的内容" value={typed} onChange={setTyped} max={500} />
          <Button id="take" disabled={typed.trim() === ''} onClick={() => take(typed)}>
            读这一张
          </Button>
        </View>
      )}
    </Card>
  )
}

/** Where both scored an item differently they agree on one. */
function Differing({ opened: { filled, visit, table } }: { opened: Opened }) {
  const codes = differing(filled)
  if (codes.length === 0) return null
  const useTheirs = (code: string) => {
    changeSheet(visit.id, ({ lines }) => {
      const { [code]: _own, ...others } = lines
      return { lines: others }
    })
  }
  return (
    <View>
      <Notice tone="warn" title={`${codes.length}条两部手机不一样`}>
        商量好用哪一份。用您的，就请对方改。
      </Notice>
      {codes.map((code) => {
        const item = tableItem(table, code)
        const [mine, theirs] = [filled.lines[code], filled.seen.find((line) => line.code === code)]
        if (!item || !mine || !theirs) return null
        return (
          <Row
            key={code}
            id={`theirs-${code}`}
            title={`${item.clause} ${item.text}`}
            note={`您：${answerWords(item, mine.answer)}；对方：${answerWords(item, theirs.answer)}`}
            value="用对方的"
            onClick={() => useTheirs(code)}
          />
        )
      })}
    </View>
  )
}

export { SwapPage as default }
