// What a person has to decide about drop-offs: logs from outside of their window, place or shift; one bag that two
// people saw differently; and what households contest.
import { Button, Card, Drawer, Space, Table, Tag } from 'antd'
import type { ReactNode } from 'react'
import { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import type { OutputOf } from '@shared/contract'
import { signalNames } from '@shared/dropoffs/signals'
import { resultNames, reviewReasonNames } from '@shared/dropoffs/vocabulary'
import { streamNames } from '@shared/places/vocabulary'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { askReason } from '@/ui/reason'
import { HandIn } from './HandIn'
import { Page } from '@/ui/Page'
import { Photos } from '@/ui/Photos'
import { Loaded, Nothing } from '@/ui/states'

type Doubts = OutputOf<typeof dropoffsDesk.doubts>
type Log = Doubts['logs'][number]['logs'][number]

const FILTERS = ['open'] as const

export function DoubtsPage() {
  const query = useRead(dropoffsDesk.doubts, {})
  const [{ open }, setFilters] = useFilters(FILTERS)
  return (
    <Page title="投放登记核对" hint="这里的登记都留着，核对以前不计数也不计分。自己登记的、自己家的，由别人核对。">
      <HandIn />
      <Loaded query={query}>
        {(doubts) => {
          const matters = mattersOf(doubts)
          return (
            <>
              {matters.length === 0 ? (
                <Nothing text="没有待核对的登记" />
              ) : (
                <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
                  {matters.map(({ subject, shown }) => (
                    <div key={subject}>{shown}</div>
                  ))}
                </Space>
              )}
              <Drawer
                open={open !== undefined}
                onClose={() => setFilters({ open: undefined })}
                size="large"
                title="待核对的登记"
                destroyOnHidden
              >
                {matters.find(({ subject }) => subject === open)?.shown ?? <p>这一件已经核对过了。</p>}
              </Drawer>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

/** All that waits, each under the name by which the work list opens it: what households contest first. */
const mattersOf = ({ contests, logs, bags, signals }: Doubts): { subject: string; shown: ReactNode }[] => [
  ...contests.map((contest) => ({ subject: contest.id, shown: <Contest contest={contest} /> })),
  ...logs.map((group) => ({ subject: group.subject, shown: <Group group={group} /> })),
  ...bags.map((bag) => ({ subject: bag.subject, shown: <Bag bag={bag} /> })),
  ...signals.map((signal) => ({ subject: signal.subject, shown: <Pattern signal={signal} /> })),
]

const NOT_YOURS = '与您有关，由别人核对'

function Group({ group }: { group: Doubts['logs'][number] }) {
  const decide = useWrite(dropoffsDesk.decideLogs, '已核对')
  const ask = async (outcome: 'count' | 'setAside', title: string): Promise<void> => {
    const reason = await askReason(title, title)
    if (reason) decide.mutate({ subject: group.subject, outcome, reason })
  }
  return (
    <Card
      title={`${group.siteName} ${showDay(group.day)}`}
      extra={<Tag color="orange">{reviewReasonNames[group.reason]}</Tag>}
      size="small"
    >
      <p>
        {group.by} 登记了{group.count}条{group.count > group.logs.length && `，下面是前${group.logs.length}条`}
      </p>
      <Logs logs={group.logs} />
      {group.mayDecide ? (
        <Space style={{ marginTop: 12 }}>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('count', '全部计入')}>
            全部计入
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('setAside', '全部不计')}>
            全部不计
          </Button>
        </Space>
      ) : (
        <p className="faint">{NOT_YOURS}</p>
      )}
    </Card>
  )
}

function Bag({ bag }: { bag: Doubts['bags'][number] }) {
  const decide = useWrite(dropoffsDesk.decideBag, '已核对')
  const ask = async (outcome: 'first' | 'other' | 'both', title: string): Promise<void> => {
    const reason = await askReason(title, title)
    if (reason) decide.mutate({ subject: bag.subject, outcome, reason })
  }
  return (
    <Card
      title={`${bag.household}，${bag.siteName} ${showDay(bag.day)}`}
      extra={<Tag color="orange">疑似重复</Tag>}
      size="small"
    >
      <p>同一时段的{streamNames[bag.stream]}，两人登记的结果不一样</p>
      <Logs logs={bag.logs} />
      {bag.mayDecide ? (
        <Space style={{ marginTop: 12 }} wrap>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('first', '以先登记的为准')}>
            以先登记的为准
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('other', '以后登记的为准')}>
            以后登记的为准
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('both', '确是两袋')}>
            确是两袋
          </Button>
        </Space>
      ) : (
        <p className="faint">{NOT_YOURS}</p>
      )}
    </Card>
  )
}

function Contest({ contest }: { contest: Doubts['contests'][number] }) {
  const decide = useWrite(dropoffsDesk.decideContest, '已答复')
  const ask = async (outcome: 'upheld' | 'kept', title: string): Promise<void> => {
    const reason = await askReason(`${title}（住户会看到）`, title)
    if (reason) decide.mutate({ id: contest.id, outcome, reason })
  }
  return (
    <Card
      title={`${contest.household}，${contest.siteName} ${showDay(contest.day)}`}
      extra={<Tag color="blue">住户异议</Tag>}
      size="small"
    >
      <p>住户说：{contest.text}</p>
      <Logs logs={[contest]} />
      {contest.mayDecide ? (
        <Space style={{ marginTop: 12 }}>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('upheld', '异议成立，改为正确')}>
            成立，改为正确
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('kept', '异议不成立')}>
            不成立
          </Button>
        </Space>
      ) : (
        <p className="faint">{NOT_YOURS}</p>
      )}
    </Card>
  )
}

function Pattern({ signal }: { signal: Doubts['signals'][number] }) {
  const decide = useWrite(dropoffsDesk.decideSignal, '已记下')
  const ask = async (outcome: 'fine' | 'noted', title: string): Promise<void> => {
    const reason = await askReason(title, title)
    if (reason) decide.mutate({ subject: signal.subject, outcome, reason })
  }
  const { siteName, otherSiteName, household, by, day } = signal
  return (
    <Card
      title={`${siteName}${otherSiteName ? `、${otherSiteName}` : ''} ${showDay(day)}`}
      extra={<Tag color="gold">{signalNames[signal.kind]}</Tag>}
      size="small"
    >
      <p>
        登记人 {by}
        {household && `，住户 ${household}`}：{signal.text}
      </p>
      <p className="faint">这只是提醒人看一眼，登记和积分都没有变。界限是本产品的默认值，原文没有写。</p>
      <Logs logs={signal.logs} />
      {signal.mayDecide ? (
        <Space style={{ marginTop: 12 }}>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('fine', '没有问题')}>
            没有问题
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('noted', '情况属实，已提醒本人')}>
            情况属实，已提醒本人
          </Button>
        </Space>
      ) : (
        <p className="faint">{NOT_YOURS}</p>
      )}
    </Card>
  )
}

function Logs({ logs }: { logs: readonly Log[] }) {
  return (
    <Table<Log>
      size="small"
      pagination={false}
      dataSource={[...logs]}
      rowKey={(log) => log.id}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: '登记时间', render: (_value, log) => fullTime(log.at) },
        { title: '收到', render: (_value, log) => fullTime(log.receivedAt) },
        { title: '登记人', render: (_value, log) => `${log.by}${log.isLook ? '（复看）' : ''}` },
        { title: '类别', render: (_value, log) => streamNames[log.stream] },
        { title: '结果', render: (_value, log) => resultNames[log.result] },
        { title: '住户', render: (_value, log) => (log.isKnownHousehold ? '有户码' : '没有对上') },
        {
          title: '说明和照片',
          render: (_value, log) => (
            <>
              {log.note || (log.photoIds.length === 0 && '—')}
              <Photos ids={log.photoIds} label="登记照片" />
            </>
          ),
        },
      ]}
    />
  )
}
