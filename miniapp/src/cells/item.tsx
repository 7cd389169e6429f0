// One item scored on site: what to look at, a few taps, a photo where points come off. Stored with every tap, also
// without a network. The applicant's self score is not shown.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { ItemAnswer, TableItem } from '@shared/cells/tables'
import { checkModeNames, methodKindNames } from '@shared/cells/table-words'
import { asApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { a11y } from '@/ui/a11y'
import { Button, Buttons } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Section } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { Shot as Picture } from '@/ui/Shot'
import { SignedIn } from '@/ui/SignedIn'
import { AnswerInput } from './answer'
import { ClauseHead } from './parts'
import { itemsToScore, lacking, lackingPhoto, linesShown, type Line } from './sheet'
import { changeSheet, openedIn, sayProblem, theSite, useOnSite, useSite, type Opened } from './site-day'
import { SiteScreen } from './site-parts'

const MOST_SHOTS = 6
const NO_ROOM = '手机存储满了，照片没有存下来。请删掉一些照片或文件，再拍一次。'

/** Changes the line that stands on the sheet, whoever wrote it. */
function changeLine(
  visitId: string,
  code: string,
  part: (line: Line | null) => Partial<Line> & Pick<Line, 'answer'>,
): void {
  const opened = openedIn(theSite(), visitId)
  if (!opened || opened.visit.state === 'signed' || !opened.visit.isDeclared) return
  changeSheet(visitId, (filled) => {
    const before = linesShown(filled, opened.visit)[code] ?? null
    const line: Line = { ...(before ?? { note: '', shots: [] }), ...part(before), row: filled.seq + 1 }
    return { lines: { ...filled.lines, [code]: line } }
  })
}

function ItemPage() {
  const { params } = useRouter()
  const { id = '', code = '' } = params
  useOnSite()
  const opened = openedIn(useSite(), id)
  const items = opened ? itemsToScore(opened.visit, opened.table) : []
  const at = items.findIndex((one) => one.code === code)
  const item = items[at]
  return (
    <SiteScreen
      title={opened?.visit.subject.name ?? '现场评分'}
      bottom={opened && item && <Foot opened={opened} items={items} at={at} />}
    >
      <SignedIn why="用评估员身份登录后评分">
        {opened && item ? <One key={code} opened={opened} item={item} /> : <Empty text="这一条不在这部手机里" />}
      </SignedIn>
    </SiteScreen>
  )
}

function Foot({
  opened: { visit, table, filled },
  items,
  at,
}: {
  opened: Opened
  items: readonly TableItem[]
  at: number
}) {
  const lines = linesShown(filled, visit)
  const item = items[at]
  const why = item ? lacking(table, item, lines[item.code]) : null
  const around = [...items.slice(at + 1), ...items.slice(0, at)]
  const next = around.find((one) => lacking(table, one, lines[one.code]) !== null)
  const go = () => {
    if (next) void Taro.redirectTo({ url: `/cells/item?id=${visit.id}&code=${next.code}` })
    else void Taro.navigateBack()
  }
  if (why === null)
    return (
      <Button id="next" kind="primary" onClick={go}>
        {next ? `下一条 ${next.clause}` : '都评完了，回去签字'}
      </Button>
    )
  return (
    <Buttons>
      <Button id="skip" onClick={go}>
        这条先放着
      </Button>
      <Button id="next" kind="primary" disabled>
        {`还要${why === '还没看' ? '打分' : '拍照'}`}
      </Button>
    </Buttons>
  )
}

function One({ opened: { visit, table, filled }, item }: { opened: Opened; item: TableItem }) {
  const { code } = item
  const line = linesShown(filled, visit)[code] ?? null
  const closed = visit.state === 'signed' || !visit.isDeclared
  const said = visit.notes[code]
  const isSigned = visit.mySignature !== null || visit.partner?.signedAt
  return (
    <View>
      {!visit.isDeclared && <Notice tone="warn">请先回上一页声明有没有利害关系，再打分。</Notice>}
      {isSigned && !closed && <Notice tone="warn">已有人签字。现在改这一条，签名就作废，要重新签。</Notice>}
      <Card>
        <ClauseHead number={item.clause} max={item.max} about={methodKindNames[item.method.kind]} />
        <Text className="cell__title">{item.text}</Text>
        <Text className="cell__note">{`${checkModeNames[item.check]}。${item.evidence.example}`}</Text>
        {said && <Notice title="申请单位说">{said}</Notice>}
        <AnswerInput
          item={item}
          value={line?.answer ?? null}
          disabled={closed}
          label="现场看到"
          onChange={(answer: ItemAnswer) => changeLine(visit.id, code, () => ({ answer }))}
        />
      </Card>
      {line && (
        <View>
          <Shots
            visitId={visit.id}
            code={code}
            line={line}
            isNeeded={lackingPhoto(table, item, line)}
            closed={closed}
          />
          <TextArea
            id="note"
            label="扣分的地方，写一句（可不写）"
            value={line.note}
            max={200}
            onChange={(note) =>
              changeLine(visit.id, code, (before) => ({ answer: before?.answer ?? line.answer, note }))
            }
          />
        </View>
      )}
    </View>
  )
}

type ShotsProps = { visitId: string; code: string; line: Line; isNeeded: boolean; closed: boolean }

function Shots({ visitId, code, line, isNeeded, closed }: ShotsProps) {
  const { shots } = line
  const put = (change: (shots: Line['shots']) => Line['shots']) =>
    changeLine(visitId, code, (before) => ({
      answer: before?.answer ?? line.answer,
      shots: change(before?.shots ?? []),
    }))
  const shoot = async () => {
    const { paths, unreadable } = await platform.pickPictures(MOST_SHOTS - shots.length, true)
    sayProblem(unreadable > 0 ? unreadableText(unreadable) : null)
    for (const path of paths) {
      try {
        const shot = { id: await newId(), path: await platform.keepFile(path) }
        put((before) => [...before, shot])
      } catch (error) {
        sayProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
  }
  return (
    <Section title="照片">
      {isNeeded && <Notice>扣了分，拍一张照片为据。</Notice>}
      <View className="photos">
        {shots.map(({ id, path }, index) => (
          <View key={id} className="photo">
            <View className="photo__frame">
              {path ? (
                <Picture src={path} label={`照片 ${index + 1}`} />
              ) : (
                <Text className="photo__text">已交上去</Text>
              )}
            </View>
            {!closed && (
              <View
                className="photo__remove"
                onClick={() => {
                  if (path) void platform.dropFile(path)
                  put((before) => before.filter((shot) => shot.id !== id))
                }}
                {...a11y({ role: 'button', label: `去掉照片 ${index + 1}` })}
              >
                <Text>去掉</Text>
              </View>
            )}
          </View>
        ))}
      </View>
      {!closed && shots.length < MOST_SHOTS && (
        <Button
          id="shoot"
          kind={isNeeded ? 'primary' : 'plain'}
          onClick={() => {
            void shoot()
          }}
        >
          {shots.length === 0 ? '拍照' : '再拍一张'}
        </Button>
      )}
    </Section>
  )
}

export { ItemPage as default }
