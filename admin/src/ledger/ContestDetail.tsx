// One contest: the entry with its rule version and facts at the left, what the resident says and the decision at the
// right. Kept, reversed, or the difference paid beside the entry, which has to be said in points.
import { Alert, Button, Form, Popconfirm, Radio, Tag } from 'antd'
import { Link } from 'react-router'
import type { EntryView } from '@shared/ledger/contract'
import { mayHaveDifference } from '@shared/ledger/differences'
import { contestDeciders, MOST_DIFFERENCE, type DeskContest, ledgerContests } from '@shared/ledger/contests-contract'
import { fullTime } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useWrite } from '@/lib/query'
import { Deadline } from '@/ui/Deadline'
import { ReasonField } from '@/ui/ReasonField'
import { EntryDetail } from './EntryDetail'
import { contestColours, contestStatuses, pageOfSubject } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Outcome = 'kept' | 'reversed' | 'added'
type Fields = { outcome: Outcome; points?: number; reason: string }

const outcomeWords: Record<Outcome, string> = { kept: '裁定：维持', reversed: '裁定：冲正', added: '裁定：补差' }

const reasons: Record<Outcome, readonly string[]> = {
  reversed: [
    '经核对，这笔记录有误，已冲正；正确的会另行补记。',
    '重量或种类记错了，已冲正，按更正后的重量重记。',
    '这件事不是您家的，已从您的账上撤回。',
  ],
  added: ['经核对，这笔少记了，差的积分已补记，原来的保留。', '少记了一样东西，已按价目补记。'],
  kept: [
    '经核对收运记录和照片，这笔积分没有记错。',
    '已到当天（当月）上限，超过的部分按规则不计分。',
    '当月这项规则的预算已用完，按公布的规则不再计分。',
    '联系不上您，现有记录没有发现差错；有新的情况可以拨打服务电话。',
  ],
}

export function ContestDetail({ contest, entry }: { contest: DeskContest; entry: EntryView }) {
  const subject = pageOfSubject(contest.subject)
  return (
    <div className="beside">
      <section aria-label="这笔流水">
        <p className="filters">
          {subject && <Link to={subject.to}>{subject.text}</Link>}
          {contest.ruleVersion?.includes('@v') && (
            <Link to={`/rules?open=${contest.ruleVersion}`}>查看当时的规则 {contest.ruleVersion}</Link>
          )}
          <Link to={`/accounts?account=${encodeURIComponent(contest.account)}`}>这个账户的流水</Link>
        </p>
        <EntryDetail entry={entry} />
      </section>
      <aside aria-label="异议">
        <p>
          <Tag color={contestColours[contest.status]}>{contestStatuses[contest.status]}</Tag> {contest.placeName}
        </p>
        <p>
          提出：{fullTime(contest.at)}
          {contest.enteredBy && `，由${contest.enteredBy}在窗口代为登记`}
        </p>
        <p>
          答复期限：
          <Deadline day={contest.dueOn} ended={contest.status !== 'open'} />
        </p>
        <h4>居民说</h4>
        <p className="as-typed" style={{ fontSize: 16 }}>
          {contest.reason || '没有写原因（可以不写）'}
        </p>
        {contest.decision ? (
          <Alert
            type="info"
            showIcon
            title={`${outcomeWords[contest.decision.outcome]}${contest.decision.addedPoints === null ? '' : ` ${contest.decision.addedPoints}分`}`}
            description={
              <>
                <span className="as-typed">{contest.decision.reason}</span>
                <br />
                {contest.decidedBy}，{fullTime(contest.decision.at)}
                {contest.enteredBy && `；请${contest.enteredBy}转告住户`}
              </>
            }
          />
        ) : (
          <Decision contest={contest} entry={entry} />
        )}
      </aside>
    </div>
  )
}

function Decision({ contest, entry }: { contest: DeskContest; entry: EntryView }) {
  const [form] = Form.useForm<Fields>()
  const outcome = Form.useWatch('outcome', form)
  const points = Form.useWatch('points', form)
  const isDecider = useHasRole(contestDeciders)
  const decide = useWrite(ledgerContests.decideLedgerContest, '已裁定，会告诉居民')
  if (!contest.allowed.includes('decide')) {
    return (
      <Alert
        type="info"
        showIcon
        title={isDecider ? '这条异议不能由您裁定' : '由街道或市级工作人员裁定'}
        description={
          isDecider ? '这笔账或这条异议由您经办、涉及您家，或不在您负责的片区，请另一位同事裁定。' : undefined
        }
      />
    )
  }
  const mayAdd = mayHaveDifference(entry) && entry.reversedBy === null
  const choices: { value: Outcome; label: string }[] = [
    { value: 'reversed', label: '成立：冲正这笔积分' },
    ...(mayAdd ? [{ value: 'added' as const, label: '成立：少记了，补差' }] : []),
    { value: 'kept', label: '不成立：维持' },
  ]
  const submit = ({ outcome: decided, points: added, reason }: Fields): void =>
    decide.mutate({
      id: contest.id,
      outcome: decided,
      reason: reason.trim(),
      ...(decided === 'added' && added ? { points: added } : {}),
    })
  return (
    <Form<Fields> form={form} layout="vertical" onFinish={submit}>
      <Form.Item label="裁定" name="outcome" rules={[{ required: true, message: '请选择冲正、补差或维持' }]}>
        <Radio.Group options={choices} />
      </Form.Item>
      {outcome === 'added' && (
        <Form.Item
          label="补多少分"
          name="points"
          rules={[{ required: true, message: '请写明补多少分' }]}
          extra={`只写差的部分，已记的${contest.points}分保留；一次最多${MOST_DIFFERENCE}分`}
        >
          <NumberInput precision={0} min={1} max={MOST_DIFFERENCE} suffix="分" style={{ width: 160 }} />
        </Form.Item>
      )}
      {outcome && <ReasonField key={outcome} name="reason" label="理由（会告诉居民）" templates={reasons[outcome]} />}
      {outcome === 'reversed' && (
        <p className="faint">
          冲正会另记一笔相反的流水，原来的保留。只是重量记错的，请到这次预约里更正重量，系统会重算。
        </p>
      )}
      {outcome === 'added' && (
        <p className="faint">
          补差会另记一笔流水，只补积分。重量记错的，请到这次预约里更正重量，系统会重算，不要再在这里补。
        </p>
      )}
      <Decide outcome={outcome} points={points} loading={decide.isPending} onConfirm={() => form.submit()} />
    </Form>
  )
}

/** What moves points is asked once more. */
function Decide({
  outcome,
  points,
  loading,
  onConfirm,
}: {
  outcome: Outcome | undefined
  points: number | undefined
  loading: boolean
  onConfirm: () => void
}) {
  if (outcome === 'reversed')
    return (
      <Popconfirm title="确定冲正这笔积分？" okText="冲正" cancelText="返回" onConfirm={onConfirm}>
        <Button type="primary" danger loading={loading}>
          裁定
        </Button>
      </Popconfirm>
    )
  if (outcome === 'added')
    return (
      <Popconfirm
        title={points ? `确定补记${points}分？` : '还没有写补多少分'}
        okText="补差"
        cancelText="返回"
        onConfirm={onConfirm}
      >
        <Button type="primary" loading={loading}>
          裁定
        </Button>
      </Popconfirm>
    )
  return (
    <Button type="primary" htmlType="submit" disabled={!outcome} loading={loading}>
      裁定
    </Button>
  )
}
