// One visit on site: free of conflict first, then item by item, then both sign on two phones over the same content. The
// total is shown only when every item has its points. Works without a network; a change after signing voids it.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState, type ReactNode } from 'react'
import { showPoints } from '@shared/cells/scoring'
import { shortHash } from '@shared/cells/sheets'
import { cellsSite, type SiteVisit } from '@shared/cells/site-contract'
import type { TableItem } from '@shared/cells/tables'
import { clockOf, showDay } from '@shared/time'
import { visitSlotNames } from '@shared/cells/vocabulary'
import { asApiError } from '@/lib/api'
import { useWrite } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Card, Empty, Notice, ProgressBar, Row, Section } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { answerWords } from './answer'
import { openPage } from './parts'
import { hashShown, itemsToScore, lacking, linesShown, scoreShown } from './sheet'
import { handOver, openedIn, refreshSite, takeVisit, useOnSite, useSite, type Opened } from './site-day'
import { SiteScreen, standOf } from './site-parts'

function VisitPage() {
  const id = useRouter().params['id'] ?? ''
  useOnSite(id)
  const opened = openedIn(useSite(), id)
  return (
    <SiteScreen title={opened?.visit.subject.name ?? '现场评分'} bottom={opened && nextItem(opened)}>
      <SignedIn why="用评估员身份登录后评分">
        {opened ? (
          <Sheet opened={opened} />
        ) : (
          <Empty text="这次评估不在这部手机里" hint="回到“现场评估”，连上网更新一下" />
        )}
      </SignedIn>
    </SiteScreen>
  )
}

const leftOf = ({ visit, table, filled }: Opened): TableItem[] => {
  const lines = linesShown(filled, visit)
  return itemsToScore(visit, table).filter((item) => lacking(table, item, lines[item.code]) !== null)
}

function nextItem(opened: Opened): ReactNode {
  const [first] = leftOf(opened)
  if (!first || !opened.visit.isDeclared) return null
  return (
    <Button id="next" kind="primary" onClick={() => openPage(`/cells/item?id=${opened.visit.id}&code=${first.code}`)}>
      {`接着评 ${first.clause}`}
    </Button>
  )
}

function Sheet({ opened }: { opened: Opened }) {
  const { visit, table, filled, fate } = opened
  const items = itemsToScore(visit, table)
  const left = leftOf(opened)
  const { word, tone } = standOf(opened)
  return (
    <View>
      <Card title={`${showDay(visit.day)}${visitSlotNames[visit.slot]}`}>
        <Text className="cell__text">{visit.subject.placeNames.join(' ')}</Text>
        {visit.contact !== '' && <Text className="cell__note">{visit.contact}</Text>}
        {visit.partner && (
          <Text className="cell__note">
            {`同行：${visit.partner.name}，${visit.partner.isDeclared ? '已声明无利害关系' : '还没声明'}`}
          </Text>
        )}
      </Card>
      {fate?.state === 'refused' && (
        <Notice tone="error" title={word}>
          {fate.why ?? ''}
        </Notice>
      )}
      {fate?.outcome?.text && visit.state !== 'signed' && (
        <Notice
          tone={fate.outcome.outcome === 'refused' ? 'error' : 'warn'}
          title={fate.outcome.outcome === 'refused' ? '没有被接受' : '签字还没算数'}
        >
          {fate.outcome.text}
        </Notice>
      )}
      {fate?.state === 'waiting' && (
        <Notice
          tone="warn"
          title={word}
        >{`有网络自动送出${fate.photos > 0 ? `，照片${fate.photos}张` : ''}，不会丢。`}</Notice>
      )}
      {visit.state === 'signed' && (
        <Notice tone="good" title="双方已签字">
          <Text>三份得分可以对照了，当天把意见反馈给对方。</Text>
        </Notice>
      )}
      {!visit.isDeclared && visit.state !== 'signed' && <Declare visit={visit} />}
      <Contested visit={visit} items={items} />
      <ProgressBar
        value={items.length === 0 ? 100 : (100 * (items.length - left.length)) / items.length}
        label={left.length > 0 ? '评了多少（总分签字前才显示）' : '都评完了'}
        text={`${items.length - left.length}/${items.length}条`}
      />
      {visit.isDeclared && visit.state !== 'signed' && left.length === 0 && <Signing opened={opened} tone={tone} />}
      <Items opened={opened} items={items} />
      {visit.isDeclared && visit.state !== 'signed' && left.length > 0 && (
        <Button id="swap-early" kind="quiet" onClick={() => openPage(`/cells/swap?id=${visit.id}`)}>
          没有网络，两部手机对一下
        </Button>
      )}
      {visit.state === 'signed' && (
        <Button id="result" kind="primary" onClick={() => openPage(`/cells/result?id=${visit.id}`)}>
          看对照，写反馈
        </Button>
      )}
      {filled.seen.length > 0 && visit.state !== 'signed' && (
        <Text className="cell__note">{`已从对方手机读了${filled.seen.length}条。`}</Text>
      )}
    </View>
  )
}

function Items({ opened: { visit, table, filled }, items }: { opened: Opened; items: readonly TableItem[] }) {
  const lines = linesShown(filled, visit)
  const sections = [
    ...table.sections.map((section) => ({ name: section.name, codes: section.items.map(({ code }) => code) })),
    { name: '加分项', codes: table.bonus.map(({ code }) => code) },
  ]
  return (
    <View>
      {sections.map(({ name, codes }) => {
        const own = items.filter(({ code }) => codes.includes(code))
        if (own.length === 0) return null
        return (
          <Section key={name} title={name}>
            <Card>
              {own.map((item) => {
                const line = lines[item.code]
                const why = lacking(table, item, line)
                return (
                  <Row
                    key={item.code}
                    id={`item-${item.code}`}
                    icon={why === null ? 'circle-check' : 'help-circle'}
                    tint={why === null ? 'good' : 'warm'}
                    title={`${item.clause} ${item.text}`}
                    note={line ? `${answerWords(item, line.answer)}${why ? `，${why}` : ''}` : '还没看'}
                    onClick={() => openPage(`/cells/item?id=${visit.id}&code=${item.code}`)}
                  />
                )
              })}
            </Card>
          </Section>
        )
      })}
    </View>
  )
}

/** Before anything is scored: nothing to do with the applicant, or somebody else is sent. */
function Declare({ visit }: { visit: SiteVisit }) {
  const [reason, setReason] = useState<string | null>(null)
  const declare = useWrite(cellsSite.declare, { onDone: () => void refreshSite() })
  const free = async () => {
    const yes = await confirm({
      title: '声明没有利害关系？',
      text: `24个月内没有给${visit.subject.name}做过顾问、培训或收运，也没有亲友在那里负责。`,
      ok: '我声明没有',
      cancel: '再想想',
    })
    if (yes) await declare.run({ visitId: visit.id, isFree: true })
  }
  return (
    <Card title="先声明，再评分">
      <Text className="cell__text">您和这家单位有没有利害关系？</Text>
      {declare.error && <ErrorState error={declare.error} />}
      {reason === null ? (
        <Buttons>
          <Button id="not-free" onClick={() => setReason('')}>
            有，换别人
          </Button>
          <Button
            id="free"
            kind="primary"
            loading={declare.busy}
            onClick={() => {
              void free()
            }}
          >
            没有关系
          </Button>
        </Buttons>
      ) : (
        <View>
          <Field
            id="near"
            label="是什么关系"
            hint="另派一位去，不影响您"
            value={reason}
            onChange={setReason}
            max={100}
          />
          <Buttons>
            <Button id="not-near" onClick={() => setReason(null)}>
              返回
            </Button>
            <Button
              id="near-send"
              kind="primary"
              loading={declare.busy}
              disabled={reason.trim() === ''}
              onClick={() => {
                void declare.run({ visitId: visit.id, isFree: false, reason: reason.trim() })
              }}
            >
              换别人去
            </Button>
          </Buttons>
        </View>
      )}
    </Card>
  )
}

/** Two phones scored it differently: one of the two people chooses. Needs the network. */
function Contested({ visit, items }: { visit: SiteVisit; items: readonly TableItem[] }) {
  const choose = useWrite(cellsSite.choose, { onDone: takeVisit })
  return (
    <View>
      {choose.error && <ErrorState error={asApiError(choose.error)} />}
      {visit.contested.map(({ code, options }) => {
        const item = items.find((one) => one.code === code)
        if (!item) return null
        return (
          <Card key={code} title={`${item.clause} 两部手机打得不一样`}>
            <Text className="cell__text">{item.text}</Text>
            {options.map(({ option, by, line }) => (
              <Row
                key={option}
                id={`choose-${code}-${option}`}
                title={answerWords(item, line.answer)}
                note={[by, line.note, `照片${line.photoIds.length}张`].filter(Boolean).join('，')}
                value="用这份"
                onClick={() => {
                  if (!choose.busy) void choose.run({ visitId: visit.id, version: visit.version, code, option })
                }}
              />
            ))}
          </Card>
        )
      })}
    </View>
  )
}

/** Both sign the same content, each on an own phone. */
function Signing({ opened, tone }: { opened: Opened; tone: string }) {
  const { visit, table, filled, fate } = opened
  const [name, setName] = useState(useSession(({ person }) => person?.name ?? ''))
  const hash = hashShown(filled, visit)
  const { total } = scoreShown(filled, visit, table)
  const mine = visit.mySignature?.hash === hash || filled.signed?.hash === hash
  const voided = (visit.mySignature ?? filled.signed) !== null && !mine
  const sign = async () => {
    const yes = await confirm({
      title: '签字？',
      text: `内容码 ${shortHash(hash)}。签字以后再改一处，两个签名都作废。`,
      ok: '好，签字',
      cancel: '再看看',
    })
    if (yes && (await handOver(visit.id, { as: name.trim(), hash }))) toast('已签字')
  }
  const refused = fate?.state === 'refused' || fate?.outcome?.outcome === 'refused'
  return (
    <Section title="都评完了，两人签字">
      <Card>
        {visit.kind === 'site' && <Text className="cell__figure">{`${showPoints(total)}/100`}</Text>}
        <Text className="cell__note">内容码</Text>
        <Text className="hash">{shortHash(hash)}</Text>
        <Notice>两部手机各签一次，内容码一样才算。</Notice>
        {visit.partner?.signedAt && (
          <Notice tone="good">{`${visit.partner.name}${clockOf(new Date(visit.partner.signedAt))}签了字`}</Notice>
        )}
        {voided && <Notice tone="warn">签字以后分数改过，要重新签。</Notice>}
        {mine && !refused ? (
          <Notice tone={tone === 'good' ? 'good' : 'info'} title="您签过了">
            {visit.partner ? `等${visit.partner.name}在自己的手机上签。` : ''}
          </Notice>
        ) : (
          <View>
            <Field id="name" label="签名" value={name} onChange={setName} max={20} />
            <Button
              id="sign"
              kind="primary"
              disabled={name.trim() === '' || visit.contested.length > 0}
              onClick={() => {
                void sign()
              }}
            >
              {visit.contested.length > 0 ? '先选定不一致的' : '签字'}
            </Button>
          </View>
        )}
        {visit.partner && (
          <Button id="swap" kind="quiet" onClick={() => openPage(`/cells/swap?id=${visit.id}`)}>
            没有网络，两部手机对一下
          </Button>
        )}
      </Card>
    </Section>
  )
}

export { VisitPage as default }
