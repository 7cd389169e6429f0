// One report: what was seen, how far it has come, what was done with its photo; saying that it is mended, or sending it
// back once. While it is still on this phone it says so. Invariant: only what `allowed` names is offered.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useEffect, useRef, useState } from 'react'
import { categoryNames } from '@shared/reports/categories'
import { reportStatusTexts, type Complaint } from '@shared/reports/complaints-contract'
import { reports } from '@shared/reports/reports-contract'
import { useOutbox } from '@/lib/outbox/outbox'
import { refreshReads, useRead, useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Section, StatusSteps, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { photosLeft, unsentOf, type Unsent } from './filing'
import { stepsOf, toneOf } from './parts'

const refreshes = [reports.show, reports.mine]

function Report() {
  const { params } = useRouter()
  const id = params['id'] ?? ''
  return (
    <Screen title="这一件">
      <SignedIn why="登录后才能看到您报过的">
        {id === '' ? <Empty text="没有指明是哪一件" hint="请从“我报过的”里点开" /> : <Either id={id} />}
      </SignedIn>
    </Screen>
  )
}

function Either({ id }: { id: string }) {
  const { waiting, refused, online } = useOutbox()
  const rows = [...refused, ...waiting]
  const unsent = unsentOf(rows).find((one) => one.id === id)
  const left = photosLeft(rows, id)
  const before = useRef(left)
  useEffect(() => {
    if (left < before.current) void refreshReads(refreshes)
    before.current = left
  }, [left])
  return unsent ? <OnPhone unsent={unsent} online={online} /> : <Sent id={id} left={left} />
}

function OnPhone({ unsent: { category, why, photos }, online }: { unsent: Unsent; online: boolean }) {
  return (
    <View>
      {why ? (
        <Notice tone="error" title="没有被接受">{`${why}。可以在“我的 → 待上传的记录”里重新提交或删除。`}</Notice>
      ) : (
        <Notice tone={online ? 'info' : 'warn'} title={online ? '正在报上去' : '已存在手机里'}>
          {online ? '不用等，可以离开这一页。' : '现在没有网络，有了会自动报上去，不用再点。'}
        </Notice>
      )}
      <Card title={categoryNames[category]} extra={<Tag tone="warn">还在手机里</Tag>}>
        <Text className="report__text">{photos > 0 ? `照片 ${photos}张，文字先走，照片随后` : '没有照片'}</Text>
      </Card>
    </View>
  )
}

function Sent({ id, left }: { id: string; left: number }) {
  const report = useRead(reports.show, { id })
  return <QueryView query={report}>{(one) => <One one={one} left={left} />}</QueryView>
}

function One({ one, left }: { one: Complaint; left: number }) {
  const { category, status, placeName, spot, number, text, plate, photoIds, answers } = one
  const done = answers.flatMap((answer) => answer.photoIds)
  return (
    <View>
      <Card
        title={categoryNames[category ?? 'other']}
        extra={<Tag tone={toneOf(one)}>{reportStatusTexts[status]}</Tag>}
      >
        <Text className="report__text">{[placeName, spot].filter(Boolean).join(' ')}</Text>
        {text !== '' && <Text className="report__text">{text}</Text>}
        <Text className="report__after">
          {[number, plate && `车牌 ${plate}`, one.isAnonymous && '没有留名字'].filter(Boolean).join(' · ')}
        </Text>
        <PhotoRow ids={photoIds} label="我拍的照片" />
        {left > 0 && <Notice tone="warn">{`还有${left}张照片在手机里，有网络会自动传上去。`}</Notice>}
      </Card>
      <Section title="走到哪一步">
        <StatusSteps steps={stepsOf(one)} />
      </Section>
      {done.length > 0 && (
        <Section title="处理后的照片">
          <PhotoRow ids={done} label="处理后的照片" />
        </Section>
      )}
      <Acts one={one} />
    </View>
  )
}

/** Mended, or not: once. And taking it back while nobody has begun. */
function Acts({ one: { id, allowed } }: { one: Complaint }) {
  const [why, setWhy] = useState<string | null>(null)
  const mended = useWrite(reports.confirm, { refreshes })
  const again = useWrite(reports.reopen, { refreshes })
  const withdraw = useWrite(reports.withdraw, { refreshes })
  const error = mended.error ?? again.error ?? withdraw.error
  const takeBack = async () => {
    const yes = await confirm({ title: '撤回这一件？', text: '撤回后不再处理。', ok: '撤回', cancel: '不撤' })
    if (yes) await withdraw.run({ id })
  }
  return (
    <View>
      {error && <ErrorState error={error} />}
      {why === null && allowed.includes('reopen') && (
        <Buttons>
          <Button id="not-mended" onClick={() => setWhy('')}>
            没弄好，退回
          </Button>
          {allowed.includes('confirm') && (
            <Button
              id="mended"
              kind="primary"
              loading={mended.busy}
              onClick={() => {
                void mended.run({ id })
              }}
            >
              弄好了
            </Button>
          )}
        </Buttons>
      )}
      {why !== null && allowed.includes('reopen') && (
        <>
          <TextArea
            id="why"
            label="哪里没弄好"
            hint="只能退回一次，写清楚好办"
            value={why}
            onChange={setWhy}
            max={300}
          />
          <Button
            id="send-back"
            kind="primary"
            loading={again.busy}
            disabled={why.trim().length < 2}
            onClick={() => {
              void again.run({ id, text: why.trim() })
            }}
          >
            退回，再处理
          </Button>
        </>
      )}
      {allowed.includes('withdraw') && (
        <Button
          id="withdraw"
          kind="quiet"
          loading={withdraw.busy}
          onClick={() => {
            void takeBack()
          }}
        >
          报错了，撤回
        </Button>
      )}
    </View>
  )
}

export { Report as default }
