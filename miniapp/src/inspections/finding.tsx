// One finding: which of the coded phrases, where, a photo; whether it is the same as last time. There as soon as it is
// opened, stored with every tap. Invariants: the phrase is one of the form, words only add; a photo is asked for since
// points are taken off for it, and the page says so.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { EarlierFinding } from '@shared/inspections/contract'
import { findingStateNames } from '@shared/inspections/vocabulary'
import { showDay } from '@shared/time'
import { asApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { PictureUnreadable } from '@/lib/platform/types'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Choice, Field, TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Section } from '@/ui/layout'
import { unreadableText } from '@/ui/Photos'
import { Shot } from '@/ui/Shot'
import { SignedIn } from '@/ui/SignedIn'
import { changeForm, isClosed, openedIn, sayProblem, theDay, useDay, type Opened } from './day'
import { earlierOf, lacking, linesShown, type Found } from './form'
import { SiteScreen } from './parts'

const MOST_SHOTS = 6
const NO_ROOM = '手机存储满了，照片没有存下来。请删掉一些照片或文件，再拍一次。'

/** Changes one finding of a line that stands in the form, whoever wrote it. */
function changeFound(visitId: string, code: string, id: string, part: (found: Found) => Found | null): boolean {
  const opened = openedIn(theDay(), visitId)
  if (!opened || isClosed(opened)) return false
  return changeForm(visitId, (filled) => {
    const line = linesShown(filled, opened.visit)[code]
    if (!line) return {}
    const findings = line.findings.flatMap((found) => (found.id === id ? (part(found) ?? []) : [found]))
    return { lines: { ...filled.lines, [code]: { ...line, findings } } }
  })
}

function FindingPage() {
  const { params } = useRouter()
  const { visit: visitId = '', item: code = '', id = '' } = params
  const opened = openedIn(useDay(), visitId)
  const found = opened && linesShown(opened.filled, opened.visit)[code]?.findings.find((one) => one.id === id)
  const why = found ? lacking(found) : null
  return (
    <SiteScreen
      title="一个问题"
      bottom={
        found && (
          <Button
            id="done"
            kind="primary"
            disabled={why !== null}
            onClick={() => {
              void Taro.navigateBack()
            }}
          >
            {why === null ? '记好了' : `还要${why}`}
          </Button>
        )
      }
    >
      <SignedIn why="用检查员身份登录后检查">
        {opened && found ? (
          <One opened={opened} code={code} found={found} />
        ) : (
          <Empty text="这个问题不在这部手机里" hint="回到检查表里看看" />
        )}
      </SignedIn>
    </SiteScreen>
  )
}

type Props = { opened: Opened; code: string; found: Found }

function One({ opened, code, found }: Props) {
  const { visit, form } = opened
  const item = form.items.find((one) => one.code === code)
  const closed = isClosed(opened)
  const change = (part: Partial<Found>) => {
    changeFound(visit.id, code, found.id, (one) => ({ ...one, ...part }))
  }
  const dueOf = (severity: string): string => {
    const known = form.severities.find((one) => one.code === severity)
    return known ? `${known.name}，${known.due}整改` : ''
  }
  const earlier = earlierOf(theDay().pack?.earlier ?? [], visit, code)
  const spots = [...new Set(earlier.map(({ spot }) => spot))].slice(0, 6)
  const remove = async () => {
    if (
      !(await confirm({ title: '去掉这个问题？', text: '照片也一起去掉。', ok: '去掉', cancel: '留着', danger: true }))
    )
      return
    for (const { path } of found.shots) if (path) void platform.dropFile(path)
    changeFound(visit.id, code, found.id, () => null)
    void Taro.navigateBack()
  }
  if (!item) return <Empty text="检查表里没有这一项" />
  return (
    <View>
      <Text className="site__text">{item.title}</Text>
      <Choice
        label="是什么问题"
        columns={1}
        value={found.phrase === '' ? null : found.phrase}
        onChange={(phrase) => change({ phrase })}
        options={item.phrases.map((phrase) => ({
          value: phrase.code,
          title: phrase.text,
          note: dueOf(phrase.severity),
          disabled: closed,
        }))}
      />
      {spots.length > 0 && !closed && (
        <View className="spots" {...a11y({ label: '以前记过的位置' })}>
          {spots.map((spot) => (
            <View
              key={spot}
              className={classes('spots__one', spot === found.spot && 'spots__one--on')}
              onClick={() => change({ spot, earlierId: null })}
              {...a11y({ role: 'button', label: `位置：${spot}` })}
            >
              <Text>{spot}</Text>
            </View>
          ))}
        </View>
      )}
      <Field
        id="spot"
        label="在哪个位置"
        value={found.spot}
        onChange={(spot) => change({ spot, earlierId: null })}
        max={40}
        disabled={closed}
        placeholder="例如：3号楼东侧投放点"
      />
      <Again earlier={earlier} found={found} onChoose={(earlierId) => change({ earlierId })} />
      <Shots visitId={visit.id} code={code} found={found} closed={closed} />
      <TextArea
        id="note"
        label="想补一句就写（可不写）"
        value={found.note}
        onChange={(note) => change({ note })}
        max={200}
      />
      {!closed && (
        <Button
          id="remove"
          kind="quiet"
          onClick={() => {
            void remove()
          }}
        >
          记错了，去掉
        </Button>
      )}
    </View>
  )
}

type AgainProps = { earlier: readonly EarlierFinding[]; found: Found; onChoose: (id: string | null) => void }

/** The same line at the same spot, in the same words: a person says whether it is the same again. */
function Again({ earlier, found, onChoose }: AgainProps) {
  const same = earlier.filter(({ spot }) => spot === found.spot.trim())
  if (same.length === 0) return null
  return (
    <Choice
      label="这个位置以前有过，是同一个问题吗"
      columns={1}
      value={found.earlierId ?? 'none'}
      onChange={(id) => onChoose(id === 'none' ? null : id)}
      options={[
        { value: 'none', title: '不是，这是新的' },
        ...same.map(({ id, day, text, state }) => ({
          value: id,
          title: `是，${showDay(day)}的“${text}”`,
          note: findingStateNames[state],
        })),
      ]}
    />
  )
}

type ShotsProps = { visitId: string; code: string; found: Found; closed: boolean }

function Shots({ visitId, code, found, closed }: ShotsProps) {
  const { id, shots } = found
  const shoot = async () => {
    const { paths, unreadable } = await platform.pickPictures(MOST_SHOTS - shots.length, true)
    sayProblem(unreadable > 0 ? unreadableText(unreadable) : null)
    for (const path of paths) {
      try {
        const shot = { id: await newId(), path: await platform.keepFile(path) }
        changeFound(visitId, code, id, (one) => ({ ...one, shots: [...one.shots, shot] }))
      } catch (error) {
        sayProblem(error instanceof PictureUnreadable ? asApiError(error).text : NO_ROOM)
      }
    }
  }
  return (
    <Section title="照片">
      {shots.length === 0 && <Notice>扣分要有照片为据，至少一张。</Notice>}
      <View className="photos">
        {shots.map(({ id: shotId, path }, index) => (
          <View key={shotId} className="photo">
            <View className="photo__frame">
              {path ? <Shot src={path} label={`照片 ${index + 1}`} /> : <Text className="photo__text">已交上去</Text>}
            </View>
            {!closed && (
              <View
                className="photo__remove"
                onClick={() => {
                  if (path) void platform.dropFile(path)
                  changeFound(visitId, code, id, (one) => ({
                    ...one,
                    shots: one.shots.filter((shot) => shot.id !== shotId),
                  }))
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
        <Card>
          <Button
            id="shoot"
            kind={shots.length === 0 ? 'primary' : 'plain'}
            onClick={() => {
              void shoot()
            }}
          >
            {shots.length === 0 ? '拍照' : '再拍一张'}
          </Button>
        </Card>
      )}
    </Section>
  )
}

export { FindingPage as default }
