// Deciding objections one after the other by keyboard: the evidence at the left, the objection and the decision at the
// right. The next one is fetched while this one is looked at.
import { Button, Modal, Tag } from 'antd'
import { useEffect, useState } from 'react'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import type { Booking } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { useList, useRead } from '@/lib/query'
import { Failed, Loaded, Loading, Nothing } from '@/ui/states'
import { BookingDetail } from './BookingDetail'
import { DecideForm } from './DecideForm'
import { useMay } from '@/lib/me'
import { aboutNames } from './words'

const KEYS = [
  ['J', '下一条'],
  ['K', '上一条'],
  ['A', '异议成立'],
  ['R', '异议不成立，写明理由'],
  ['Ctrl + 回车', '提交裁定'],
  ['Esc', '放弃填写'],
  ['?', '打开这张说明'],
] as const

export function ContestReview() {
  const list = useList(pickupsDesk.bookings, { contested: 'true', limit: 100 })
  const [seen, setSeen] = useState<{ id: string | null; at: number }>({ id: null, at: 0 })
  const mayRule = useMay(pickupsDesk.decideContest)
  const { hasMore, isFetching, more } = list
  useEffect(() => {
    if (hasMore && !isFetching) more()
  }, [hasMore, isFetching, more])
  if (list.error && list.items.length === 0) return <Failed error={list.error} retry={list.reload} />
  if (list.isLoading) return <Loading />
  const waiting = list.items.filter((row) => row.allowed.includes('decideContest')).map((row) => row.id)
  if (!mayRule)
    return <Nothing text={`有${list.items.length}个预约提过异议。由街道和市里裁定，您可以在预约列表里查看。`} />
  if (waiting.length === 0) return <Nothing text="没有等待裁定的异议" />
  // One that has been decided leaves the queue: the next one then stands in its place.
  const found = seen.id === null ? -1 : waiting.indexOf(seen.id)
  const at = found === -1 ? Math.min(seen.at, waiting.length - 1) : found
  return <Review key={waiting[at]} ids={waiting} at={at} onGo={(id, index) => setSeen({ id, at: index })} />
}

function Review({ ids, at, onGo }: { ids: readonly string[]; at: number; onGo: (id: string, at: number) => void }) {
  const query = useRead(pickupsDesk.showBooking, { id: ids[at] ?? '' })
  useRead(pickupsDesk.showBooking, { id: ids[at + 1] ?? '' }, { enabled: ids[at + 1] !== undefined })
  const [upheld, setUpheld] = useState<boolean | null>(null)
  const [help, setHelp] = useState(false)
  const go = (step: number): void => {
    const id = ids[at + step]
    if (id) onGo(id, at + step)
  }
  useKeys({
    j: () => go(1),
    k: () => go(-1),
    a: () => setUpheld(true),
    r: () => setUpheld(false),
    '?': () => setHelp(true),
    Escape: () => setUpheld(null),
  })
  return (
    <>
      <div className="filters no-print">
        <span style={{ alignSelf: 'center' }}>
          第{at + 1}条，共{ids.length}条待裁定
        </span>
        <Button onClick={() => go(-1)} disabled={at === 0}>
          上一条 <kbd>K</kbd>
        </Button>
        <Button onClick={() => go(1)} disabled={at === ids.length - 1}>
          下一条 <kbd>J</kbd>
        </Button>
        <Button onClick={() => setHelp(true)}>
          快捷键 <kbd>?</kbd>
        </Button>
      </div>
      <Loaded query={query}>
        {(booking) => (
          <div className="review">
            <div>
              <BookingDetail booking={booking} contestBeside />
            </div>
            <aside className="review-side">
              <Objection booking={booking} />
              {upheld === null ? (
                <div className="filters no-print">
                  <Button type="primary" onClick={() => setUpheld(true)}>
                    成立 <kbd>A</kbd>
                  </Button>
                  <Button danger onClick={() => setUpheld(false)}>
                    不成立 <kbd>R</kbd>
                  </Button>
                </div>
              ) : (
                <DecideForm
                  key={String(upheld)}
                  booking={booking}
                  upheld={upheld}
                  onDone={() => setUpheld(null)}
                  onBack={() => setUpheld(null)}
                />
              )}
            </aside>
          </div>
        )}
      </Loaded>
      <Modal open={help} onCancel={() => setHelp(false)} footer={null} title="键盘裁定">
        <table className="keys">
          <tbody>
            {KEYS.map(([key, text]) => (
              <tr key={key}>
                <td>
                  <kbd>{key}</kbd>
                </td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Modal>
    </>
  )
}

function Objection({ booking: { contest } }: { booking: Booking }) {
  if (!contest) return null
  return (
    <section>
      <h4>
        异议：{aboutNames[contest.about]} <Tag color="orange">{showDay(contest.dueOn)}前答复</Tag>
      </h4>
      <p style={{ whiteSpace: 'pre-wrap', fontSize: 16 }}>{contest.text}</p>
    </section>
  )
}

/** Single keys, as long as nobody is typing and no dialogue is open. */
function useKeys(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target instanceof Element ? event.target : null
      const isBusy =
        target?.closest('input, textarea, [role="dialog"], [role="combobox"], [contenteditable]') ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      const action = actions[event.key] ?? actions[event.key.toLowerCase()]
      if (isBusy || !action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
}
