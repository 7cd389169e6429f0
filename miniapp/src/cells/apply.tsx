// One application: while it is filled in, the score so far, what raises it most and the parts; afterwards where it
// stands on the whole way, the visit, what is to be mended, the notice and the certificate. The button at the bottom is
// what comes next.
import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import type { CellDetail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { levelNames, showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { cellStateNames, holdsTitle } from '@shared/cells/vocabulary'
import { dayOf, showDay } from '@shared/time'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Notice, Row, Section, StatusSteps, Tag } from '@/ui/layout'
import { CellScreen, clausesOf, isLeft, Unsent } from './application'
import { takeDetail } from './drafts'
import { Gain, openPage, Part, ScoreRing, stateTone } from './parts'
import { CertificateCard, Visits } from './way'

function Apply() {
  return (
    <CellScreen title="无废细胞申报" bottom={nextStep}>
      {(cell) => <Cell cell={cell} />}
    </CellScreen>
  )
}

/** Somebody of the applicant may still change something. */
const isOpen = ({ allowed }: CellDetail): boolean => allowed.includes('save')

function nextStep(cell: CellDetail): ReactNode {
  const { id, rectifications, allowed } = cell
  if (isOpen(cell)) {
    const left = clausesOf(cell).filter(isLeft)
    const [first] = left
    if (cell.missing.some(({ part }) => part === 'checks'))
      return (
        <Button id="to-checks" kind="primary" onClick={() => openPage(`/cells/checks?id=${id}`)}>
          先看符不符合条件
        </Button>
      )
    if (first)
      return (
        <Button
          id="to-clause"
          kind="primary"
          onClick={() => openPage(`/cells/clause?id=${id}&code=${first.item.code}`)}
        >
          {`接着填，还有${left.length}条`}
        </Button>
      )
    return (
      <Button id="to-letter" kind="primary" onClick={() => openPage(`/cells/letter?id=${id}`)}>
        {cell.letter.signed?.holds ? '提交' : '签承诺书并提交'}
      </Button>
    )
  }
  if (allowed.includes('mend') && rectifications.some(({ state }) => state === 'open'))
    return (
      <Button id="to-rectify" kind="primary" onClick={() => openPage(`/cells/rectify?id=${id}`)}>
        去整改
      </Button>
    )
  return null
}

function Cell({ cell }: { cell: CellDetail }) {
  const { id, kind, subject, state, next, way, certificate } = cell
  const open = isOpen(cell)
  return (
    <View>
      <Unsent id={id} />
      <Head cell={cell} />
      {!open && (
        <Notice
          tone={stateTone(state) === 'bad' ? 'error' : stateTone(state) === 'warn' ? 'warn' : 'info'}
          title={cellStateNames[state]}
        >
          {next}
        </Notice>
      )}
      {state === 'returned' && <Notice tone="warn" title="退回补充">{`只补退回的几条，别的不用动。${next}`}</Notice>}
      {certificate && holdsTitle(state) && (
        <CertificateCard cell={cell} name={subject.name} kind={cellKindNames[kind]} certificate={certificate} />
      )}
      <Corrected cell={cell} />
      {cell.newer && open && <Newer cell={cell} />}
      {open && <Best cell={cell} />}
      <Visits cell={cell} />
      {cell.rectifications.length > 0 && (
        <Card>
          <Row
            id="rectify"
            icon="refresh"
            title="整改"
            note={`${cell.rectifications.filter((one) => one.state === 'closed').length}/${cell.rectifications.length}条已核销`}
            onClick={() => openPage(`/cells/rectify?id=${id}`)}
          />
        </Card>
      )}
      <Parts cell={cell} />
      <Section title="走到哪一步">
        <Card>
          <StatusSteps
            steps={way.map(({ name, state: step, day, text }) => ({
              title: name,
              note: text || (day ? showDay(day) : ''),
              state: step,
              ...(step === 'now' ? { icon: 'clock' as const } : {}),
            }))}
          />
        </Card>
      </Section>
      {cell.allowed.includes('withdraw') && <Withdraw id={id} />}
    </View>
  )
}

/** The score that counts now, and how far it is to the next line. */
function Head({ cell }: { cell: CellDetail }) {
  const { kind, subject, table, final, site, review, self } = cell
  const [score, about] = final
    ? [final, '最后得分']
    : site
      ? [site, '现场']
      : review
        ? [review, '材料审']
        : [self, isOpen(cell) ? '现在大约' : '自评']
  if (!score)
    return (
      <Card title={subject.name}>
        <Text className="cell__text">{cellKindNames[kind]}</Text>
      </Card>
    )
  const short = table.titledFrom * 10 - score.total
  return (
    <Card>
      <ScoreRing score={score.total / 10} max={100} about={about} name={subject.name}>
        <Text className="cell__note">{cellKindNames[kind]}</Text>
        {short > 0 ? (
          <Tag tone="warn">{`差${showPoints(short)}分到${table.titledFrom}`}</Tag>
        ) : (
          <Tag tone="good">{score.level === 'below' ? '有必备项还没做到' : levelNames[score.level]}</Tag>
        )}
      </ScoreRing>
    </Card>
  )
}

/** What the platform knew when it was sent in, and knows otherwise since; the score stands until a person decides. */
function Corrected({ cell: { id, corrected } }: { cell: CellDetail }) {
  if (corrected.length === 0) return null
  return (
    <Section title="引用的数据后来更正过">
      <Card>
        {corrected.map(({ code, at, said }) => (
          <Row
            key={`${code} ${at}`}
            id={`corrected-${code}`}
            icon="alert-triangle"
            tint="warm"
            title={said}
            note={`${showDay(dayOf(new Date(at)))}发现`}
            onClick={() => openPage(`/cells/clause?id=${id}&code=${code}`)}
          />
        ))}
      </Card>
      <Text className="cell__note">得分和称号没有自动变，由主管部门核对。</Text>
    </Section>
  )
}

function Best({ cell: { id, best } }: { cell: CellDetail }) {
  if (best.length === 0) return null
  return (
    <Section title={best.length === 3 ? '这三项最能加分' : '这几项最能加分'}>
      {best.map(({ code, clause, text, got, max, gain, how }) => (
        <Card
          key={code}
          onClick={() => openPage(`/cells/clause?id=${id}&code=${code}`)}
          label={`${text}，最多加${showPoints(gain)}分，${how}`}
        >
          <Gain
            points={gain / 10}
            title={text}
            note={`${clause}，现在${showPoints(got)}分，满${showPoints(max)}分`}
            how={how}
          />
        </Card>
      ))}
    </Section>
  )
}

function Parts({ cell }: { cell: CellDetail }) {
  const { id, final, site, review, self } = cell
  const sections = (final ?? site ?? review ?? self)?.sections ?? []
  const clauses = clausesOf(cell)
  const weakest = [...sections].sort((one, other) => one.got * other.of - other.got * one.of)[0]
  return (
    <Section title="各部分">
      <Card>
        {sections.map(({ code, name, got, of }) => {
          const filled = clauses.filter(({ section, item }) => section === name && item.isFilled).length
          const all = clauses.filter(({ section }) => section === name).length
          return (
            <Part
              key={code}
              name={name}
              score={got / 10}
              max={of / 10}
              weak={code === weakest?.code && got < of}
              note={code === weakest?.code && got < of ? '最弱的一部分' : undefined}
              source={filled > 0 ? `平台已填${all}条里的${filled}条` : undefined}
            />
          )
        })}
        <Row
          id="clauses"
          icon="receipt"
          title={isOpen(cell) ? '逐条填写' : '看每一条的分'}
          {...(isOpen(cell) ? { value: `${cell.ready}/${cell.items}条` } : {})}
          onClick={() => openPage(`/cells/clauses?id=${id}`)}
        />
        {cell.checks !== null || isOpen(cell) ? (
          <Row
            id="checks"
            icon="shield-check"
            tint="neutral"
            title="申报条件"
            value={
              cell.checks?.problem
                ? '有一条不符合'
                : cell.missing.some(({ part }) => part === 'checks')
                  ? '还没答'
                  : '符合'
            }
            onClick={() => openPage(`/cells/checks?id=${id}`)}
          />
        ) : null}
        {isOpen(cell) && <Refresh cell={cell} />}
      </Card>
    </Section>
  )
}

/** Reads the platform's data again; while it is filled in only. */
function Refresh({ cell: { id, figuresAt, figuresFrozen } }: { cell: CellDetail }) {
  const refresh = useWrite(cells.refresh, { onDone: takeDetail })
  if (figuresFrozen && figuresAt === null) return null
  return (
    <View>
      {refresh.error && <ErrorState error={refresh.error} />}
      <Row
        id="refresh"
        icon="refresh"
        tint="neutral"
        title="更新平台数据"
        note={refresh.busy ? '正在读取…' : figuresAt ? `${showDay(dayOf(new Date(figuresAt)))}读取` : '还没有读取'}
        onClick={() => {
          if (!refresh.busy) void refresh.run({ id })
        }}
      />
    </View>
  )
}

function Newer({ cell: { id, newer } }: { cell: CellDetail }) {
  if (!newer) return null
  return (
    <Notice
      title="有新的评价表"
      action={
        <Button id="newer" small onClick={() => openPage(`/cells/newer?id=${id}`)}>
          看哪里不一样
        </Button>
      }
    >
      {newer.sunset ? `您这份到${showDay(newer.sunset)}以前还可以照旧表办。` : '您这份照旧表办也可以。'}
    </Notice>
  )
}

function Withdraw({ id }: { id: string }) {
  const withdraw = useWrite(cells.withdraw, { onDone: takeDetail, refreshes: [cells.mine] })
  const ask = async () => {
    const yes = await confirm({
      title: '撤回这份申报？',
      text: '撤回后这一份就结束了，以后可以重新申报。',
      ok: '撤回',
      cancel: '先不撤',
      danger: true,
    })
    if (yes) await withdraw.run({ id, reason: '负责人在手机上撤回' })
  }
  return (
    <View>
      {withdraw.error && <ErrorState error={withdraw.error} />}
      <Button
        id="withdraw"
        kind="quiet"
        loading={withdraw.busy}
        onClick={() => {
          void ask()
        }}
      >
        不申报了，撤回
      </Button>
    </View>
  )
}

export { Apply as default }
