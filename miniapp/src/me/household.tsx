// One household: who belongs to it, who may act for it, requests to answer, inviting, handing over and leaving.
// Relies on people's households; what may be done comes from `allowed`. Invariant: nothing that takes access away
// happens without a question.
import Taro, { useRouter } from '@tarojs/taro'
import type { OutputOf } from '@shared/contract'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import { useRead, useWrite } from '@/lib/query'
import { loadMe } from '@/lib/sign-in'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { Card, Notice, Row, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Invite } from './invite'
import { SignedIn } from '@/ui/SignedIn'
import { OfHousehold } from './of-household'
import { fullDay } from './words'

type Household = OutputOf<typeof households.detail>
const refreshes = [households.detail, households.mine]
const hows = { inPerson: '当面', phone: '电话', written: '书面', inApp: '小程序里' } as const

function HouseholdPage() {
  const { params } = useRouter()
  return (
    <Screen title="住户">
      <SignedIn why="登录后才能看到住户">
        <OfHousehold id={params['id']}>{(id) => <Loaded id={id} />}</OfHousehold>
      </SignedIn>
    </Screen>
  )
}

function Loaded({ id }: { id: string }) {
  const detail = useRead(households.detail, { id })
  return (
    <QueryView query={detail}>
      {(household) => (
        <>
          <Card title={household.label}>
            {household.allowed.includes('showCode') && (
              <Row
                title="住户码"
                onClick={() => {
                  void Taro.navigateTo({ url: `/me/code?id=${id}` })
                }}
              />
            )}
          </Card>
          <Claims household={household} />
          <Members household={household} />
          <Proxies household={household} />
          {household.allowed.includes('invite') && <Invite householdId={id} />}
          {household.allowed.includes('leave') && <Leave household={household} />}
        </>
      )}
    </QueryView>
  )
}

/** Someone else says they live here. */
function Claims({ household }: { household: Household }) {
  const reply = useWrite(households.answerClaim, {
    refreshes,
    onDone: () => {
      void loadMe()
    },
  })
  const answer = async (id: string, kind: 'join' | 'handOver' | 'refuse', name: string) => {
    const words = {
      join: { title: `和${name}住在一起？`, text: '同意后他能看到这一户今后的积分和预约。', ok: '同意加入' },
      handOver: {
        title: `把这一户交给${name}？`,
        text: '现在的成员都会退出，各人挣的积分跟着各人走。',
        ok: '我们搬走了',
        danger: true,
      },
      refuse: { title: `不同意${name}加入？`, text: '可以以后再邀请。', ok: '不同意' },
    }[kind]
    if (await confirm(words)) await reply.run({ id, answer: kind })
  }
  return (
    <>
      {reply.error && <ErrorState error={reply.error} />}
      {household.requests.map(({ id, name, dueOn }) => (
        <Notice key={id} tone="warn" title={`${name} 申请加入这一户`}>
          {`请在 ${showDay(dueOn)} 前答复，不答复申请就失效。`}
          <Buttons>
            <Button
              loading={reply.busy}
              onClick={() => {
                void answer(id, 'join', name)
              }}
            >
              一起住
            </Button>
            <Button
              disabled={reply.busy}
              onClick={() => {
                void answer(id, 'handOver', name)
              }}
            >
              我们搬走了
            </Button>
            <Button
              disabled={reply.busy}
              onClick={() => {
                void answer(id, 'refuse', name)
              }}
            >
              不认识
            </Button>
          </Buttons>
        </Notice>
      ))}
    </>
  )
}

function Members({ household: { id, members, allowed } }: { household: Household }) {
  const remove = useWrite(households.removeMember, { refreshes })
  const transfer = useWrite(households.transfer, {
    refreshes,
    onDone: () => {
      void loadMe()
      toast('已转让')
    },
  })
  const failed = remove.error ?? transfer.error
  const takeOut = async (personId: string, name: string) => {
    if (
      await confirm({
        title: `请${name}退出这一户？`,
        text: '对方马上不能再看这一户；他挣的积分跟着他走。',
        ok: '移出',
        danger: true,
      })
    )
      await remove.run({ id, personId, reason: '户主移出' })
  }
  const handOver = async (personId: string, name: string) => {
    if (await confirm({ title: `让${name}当户主？`, text: '转让后由对方邀请和管理成员。', ok: '转让' }))
      await transfer.run({ id, personId })
  }
  return (
    <Card title={`成员 ${members.length}人`}>
      {failed && <ErrorState error={failed} />}
      {members.map(({ personId, name, owner, isMe }) => (
        <Row
          key={personId}
          title={`${name}${isMe ? '（我）' : ''}`}
          value={
            owner ? (
              <Tag tone="info">户主</Tag>
            ) : isMe ? undefined : (
              <>
                {allowed.includes('transfer') && (
                  <Button
                    small
                    about={name}
                    loading={transfer.busy}
                    onClick={() => {
                      void handOver(personId, name)
                    }}
                  >
                    设为户主
                  </Button>
                )}
                {allowed.includes('removeMember') && (
                  <Button
                    small
                    kind="danger"
                    about={name}
                    loading={remove.busy}
                    onClick={() => {
                      void takeOut(personId, name)
                    }}
                  >
                    移出
                  </Button>
                )}
              </>
            )
          }
        />
      ))}
    </Card>
  )
}

function Proxies({ household: { proxies } }: { household: Household }) {
  const revoke = useWrite(households.revokeProxy, { refreshes })
  const end = async (id: string, name: string) => {
    if (await confirm({ title: `不再让${name}代办？`, ok: '取消代办', danger: true })) await revoke.run({ id })
  }
  return (
    <Card title="谁可以代办">
      {revoke.error && <ErrorState error={revoke.error} />}
      {proxies.length === 0 && <Row title="没有代办人" note="可以请子女或网格员代为预约和办理" />}
      {proxies.map(({ id, name, how, until }) => (
        <Row
          key={id}
          title={name}
          note={`到 ${fullDay(until)} · ${hows[how]}同意`}
          value={
            <Button
              small
              about={`${name}代办`}
              loading={revoke.busy}
              onClick={() => {
                void end(id, name)
              }}
            >
              取消
            </Button>
          }
        />
      ))}
    </Card>
  )
}

function Leave({ household: { id, label } }: { household: Household }) {
  const leave = useWrite(households.leave, { refreshes: [households.mine] })
  const go = async () => {
    if (
      !(await confirm({
        title: '搬出、退出这一户？',
        text: `以后看不到“${label}”的预约和积分；您自己挣的积分跟着您。`,
        ok: '退出',
        danger: true,
      }))
    )
      return
    if (!(await leave.run({ id }))) return
    await loadMe()
    void Taro.redirectTo({ url: '/me/households' })
  }
  return (
    <>
      {leave.error && <ErrorState error={leave.error} />}
      <Button
        id="leave"
        kind="danger"
        loading={leave.busy}
        onClick={() => {
          void go()
        }}
      >
        搬出、退出这一户
      </Button>
    </>
  )
}

export { HouseholdPage as default }
