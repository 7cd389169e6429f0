// Moving a stop on the board: sent, asked about where it breaks a promise to the household or puts a thing on a round
// that isn't made for it, and offered to be taken back for ten seconds.
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { InputOf } from '@shared/contract'
import { kindNames } from '@shared/pickups/catalogue'
import { runsDesk } from '@shared/runs/desk-contract'
import type { MoveConcern, Window } from '@shared/runs/promise'
import type { PickupKind } from '@shared/pickups/schemas'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import type { Move } from './board'

const UNDO_SECONDS = 10

type Moving = InputOf<typeof runsDesk.moveStop>
type Concerns = { concerns: MoveConcern[]; promised: Window; window: Window; kind: PickupKind }

const halfDay = ({ from, to }: Window): string =>
  `${from < '12:00' ? '上午' : from < '17:00' ? '下午' : '晚间'}（${from}–${to}）`

/** What the dispatcher is asked before the move is made all the same. */
export const questionOf = ({ concerns, promised, window, kind }: Concerns): string =>
  [
    concerns.includes('window') ? `这一户约的是${halfDay(promised)}，改到${halfDay(window)}要通知住户。` : '',
    concerns.includes('kind') ? `这条线路不收${kindNames[kind]}。` : '',
  ].join('')

/** Sends moves of the board at a place and day; resolves when one is through, refused or given up. */
export function useMoveStop(board: { placeId: string; day: string }): (moving: Moving, back: Move) => Promise<void> {
  const { message, modal } = App.useApp()
  const client = useQueryClient()

  const send = async (moving: Moving, done: () => void): Promise<void> => {
    try {
      await call(runsDesk.moveStop, moving)
      await client.invalidateQueries()
      done()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'RUN_MOVE_UNCONFIRMED' && !moving.confirm) {
        const asked = error.details as Concerns
        const isMeant = await modal.confirm({
          title: '还是这样移动吗？',
          content: questionOf(asked),
          okText: asked.concerns.includes('window') ? '移动并通知住户' : '移动',
          cancelText: '不移动',
        })
        return isMeant ? send({ ...moving, confirm: asked.concerns }, done) : undefined
      }
      void message.error(describeError(error))
      await client.invalidateQueries()
    }
  }

  const takeBack = async (back: Move): Promise<void> => {
    const { runs } = await call(runsDesk.board, board)
    const version = runs.find(({ id }) => id === back.runId)?.version ?? 0
    await send({ ...back, version, confirm: ['window', 'kind'] }, () => void message.success('已移回原处'))
  }

  return (moving, back) =>
    send(moving, () => {
      const key = `moved:${moving.id}`
      const undo = (): void => {
        message.destroy(key)
        takeBack(back).catch((error: Error) => void message.error(error.message))
      }
      void message.success({
        key,
        duration: UNDO_SECONDS,
        content: (
          <>
            站点已移动
            <Button type="link" size="small" onClick={undo}>
              撤销
            </Button>
          </>
        ),
      })
    })
}
