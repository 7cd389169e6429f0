// One visit, one form: bags counted, every line answered with one tap, findings written down where they are seen, and
// signing at the end. Relies on day.ts. Invariants: every tap is stored before it shows; neither points nor a sum nor
// where the line lies is shown; after signing nothing changes here.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { visitKindNames } from '@shared/inspections/vocabulary'
import { useSession } from '@/lib/session'
import { a11y, classes } from '@/ui/a11y'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Field } from '@/ui/inputs'
import { Card, Empty, Notice, ProgressBar, Row, Section } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { newId } from '@/lib/ids'
import { changeForm, handOver, isClosed, openedIn, useDay, useToday, type Opened } from './day'
import { bagsShown, doneIn, lacking, linesShown, missingIn, type Line } from './form'
import { openPage, SiteScreen, standOf } from './parts'

function VisitPage() {
  useToday()
  const { params } = useRouter()
  const state = useDay()
  const opened = openedIn(state, params['id'] ?? '')
  return (
    <SiteScreen title={opened?.visit.target.name ?? '检查表'}>
      <SignedIn why="用检查员身份登录后检查">
        {opened ? (
          <Form opened={opened} />
        ) : (
          <Empty text="这份检查表不在这部手机里" hint="回到“现场检查”，连上网更新一下" />
        )}
      </SignedIn>
    </SiteScreen>
  )
}

function Form({ opened }: { opened: Opened }) {
  const { visit, form, filled } = opened
  const { more, tone } = standOf(opened)
  const closed = isClosed(opened)
  const done = doneIn(form, filled, visit)
  const count = form.items.length
  return (
    <View>
      {visit.kind !== 'drawn' && (
        <Notice>{`${visitKindNames[visit.kind]}，非随机，不计入评分。${visit.reason ?? ''}`}</Notice>
      )}
      {visit.isDouble && <Notice tone="warn">这一处由两位检查员各查各的，签字前请不要交流看法。</Notice>}
      {more && <Notice tone={tone === 'bad' ? 'error' : 'warn'}>{more}</Notice>}
      {closed && more === null && <Notice tone="good">已签字，内容不能再改。确有错误，请告诉负责人更正。</Notice>}
      <ProgressBar
        value={count === 0 ? 100 : Math.round((100 * done) / count)}
        label="填了多少"
        text={`填了${done}项，共${count}项`}
      />
      {visit.findingIds.length > 0 && (
        <Card>
          <Row
            id="look"
            icon="history"
            title={`复查以前的${visit.findingIds.length}个问题`}
            note="逐个看改好没有"
            onClick={() => openPage(`/inspections/look?id=${visit.id}`)}
          />
        </Card>
      )}
      {visit.bags > 0 && <Bags opened={opened} closed={closed} />}
      <Section title="逐项检查">
        {form.items.map((item, index) => (
          <Item key={item.code} opened={opened} item={item} number={index + 1} closed={closed} />
        ))}
      </Section>
      {!closed && <Signing opened={opened} />}
    </View>
  )
}

type Part = { opened: Opened; closed: boolean }

/** How many were fixed before; each bag is one tap. */
function Bags({ opened: { visit, filled }, closed }: Part) {
  const { correct, wrong } = bagsShown(filled, visit)
  const looked = correct + wrong
  const put = (part: Partial<{ correct: number; wrong: number }>) => () => {
    if (!closed) changeForm(visit.id, () => ({ bags: { correct, wrong, ...part } }))
  }
  const isFull = looked >= visit.bags
  return (
    <Card title={`开袋看${visit.bags}袋（事先定好）`}>
      <Text className="site__count" {...a11y({ live: 'polite' })}>
        {`已看${looked}袋，对 ${correct}袋${isFull ? '，看够了' : `，还差${visit.bags - looked}袋`}`}
      </Text>
      {!closed && (
        <>
          <Buttons>
            <Button id="bag-wrong" disabled={isFull} onClick={put({ wrong: wrong + 1 })}>
              不对 +1
            </Button>
            <Button id="bag-correct" kind="primary" disabled={isFull} onClick={put({ correct: correct + 1 })}>
              对 +1
            </Button>
          </Buttons>
          <Buttons>
            <Button small disabled={wrong === 0} about="不对的袋数" onClick={put({ wrong: wrong - 1 })}>
              不对 −1
            </Button>
            <Button small disabled={correct === 0} about="对的袋数" onClick={put({ correct: correct - 1 })}>
              对 −1
            </Button>
          </Buttons>
          {!isFull && looked > 0 && (
            <Field
              id="short"
              label="看不满的话，写原因"
              value={filled.shortReason}
              onChange={(shortReason) => changeForm(visit.id, () => ({ shortReason }))}
              max={100}
              placeholder="例如：当时桶里只有20袋"
            />
          )}
        </>
      )}
    </Card>
  )
}

type ItemProps = Part & { item: Opened['form']['items'][number]; number: number }

function Item({ opened: { visit, form, filled }, item, number, closed }: ItemProps) {
  const { code, title, hint, mayBeAbsent, phrases } = item
  const line = linesShown(filled, visit)[code]
  const put = (next: Line) => changeForm(visit.id, ({ lines }) => ({ lines: { ...lines, [code]: next } }))
  const answer = async (value: Line['answer']) => {
    if (closed || value === line?.answer) return
    const findings = line?.findings ?? []
    if (value !== 'found' && findings.length > 0) {
      const text = `已记的${findings.length}个问题会去掉。`
      if (!(await confirm({ title: '改成没有问题？', text, ok: '去掉', cancel: '不改', danger: true }))) return
    }
    put({ answer: value, findings: value === 'found' ? findings : [] })
    if (value === 'found' && findings.length === 0) await add([])
  }
  const add = async (findings: Line['findings']) => {
    const id = await newId()
    const phrase = phrases.length === 1 ? (phrases[0]?.code ?? '') : ''
    const fresh = { id, phrase, spot: '', note: '', shots: [], earlierId: null }
    if (put({ answer: 'found', findings: [...findings, fresh] }))
      openPage(`/inspections/finding?visit=${visit.id}&item=${code}&id=${id}`)
  }
  const choices = [
    ['ok', '没有问题'],
    ['found', '有问题'],
    ...(mayBeAbsent ? ([['absent', '不涉及']] as const) : []),
  ] as const
  return (
    <Card title={`${number} ${title}`}>
      {hint !== '' && <Text className="site__note">{hint}</Text>}
      <View className="answers" {...a11y({ role: 'radiogroup', label: title })}>
        {choices.map(([value, word]) => (
          <View
            key={value}
            id={`${value}-${code}`}
            className={classes('answers__one', line?.answer === value && `answers__one--${value}`)}
            onClick={() => {
              void answer(value)
            }}
            {...a11y({ role: 'radio', checked: line?.answer === value, spoken: `${title}，${word}`, disabled: closed })}
          >
            <Text>{word}</Text>
          </View>
        ))}
      </View>
      {line?.findings.map((found) => {
        const words = form.items
          .find((one) => one.code === code)
          ?.phrases.find((one) => one.code === found.phrase)?.text
        const why = lacking(found)
        return (
          <Row
            key={found.id}
            icon="camera"
            tint={why ? 'bad' : 'warm'}
            title={words ?? '还没选是什么问题'}
            note={why ? `还要${why}` : `${found.spot}，照片 ${found.shots.length}张`}
            onClick={() => openPage(`/inspections/finding?visit=${visit.id}&item=${code}&id=${found.id}`)}
          />
        )
      })}
      {line?.answer === 'found' && !closed && (
        <Button
          id={`more-${code}`}
          small
          about={title}
          onClick={() => {
            void add(line.findings)
          }}
        >
          再记一个问题
        </Button>
      )}
    </Card>
  )
}

/** What is missing, the name, and then it is on its way; or going on with it on another phone. */
function Signing({ opened: { visit, form, filled } }: { opened: Opened }) {
  const [name, setName] = useState(useSession((state) => state.person?.name ?? ''))
  const [tried, setTried] = useState(false)
  const missing = missingIn(form, filled, visit)
  const sign = async () => {
    setTried(true)
    if (missing.length > 0 || name.trim() === '') return
    const yes = await confirm({
      title: '签字完成？',
      text: '签字以后内容不能再改，没有网络也能签。',
      ok: '签字',
      cancel: '再看看',
    })
    if (!yes || !(await handOver(visit.id, name.trim()))) return
    toast('已签字')
    void Taro.navigateBack()
  }
  const later = async () => {
    if (await handOver(visit.id, null)) toast('填好的已交给服务器，换一部手机也能接着填')
  }
  return (
    <Section title="都看完以后">
      {tried && missing.length > 0 && (
        <Notice tone="error" title={`还有${missing.length}处没填`}>
          {missing.slice(0, 6).join('；')}
        </Notice>
      )}
      <Field
        id="name"
        label="签名"
        value={name}
        onChange={setName}
        max={20}
        error={tried && name.trim() === '' ? '请写姓名' : null}
      />
      <Button
        id="sign"
        kind="primary"
        onClick={() => {
          void sign()
        }}
      >
        签字完成
      </Button>
      {filled.beganAt !== null && (
        <Button
          id="later"
          kind="quiet"
          onClick={() => {
            void later()
          }}
        >
          没填完，先交上去换手机接着填
        </Button>
      )}
    </Section>
  )
}

export { VisitPage as default }
