// What is to be mended after the visit: each with its day, a photo, one sentence, and what came of the look again.
import { Text } from '@tarojs/components'
import { useState } from 'react'
import type { CellDetail, Rectification } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { rectificationStateNames } from '@shared/cells/vocabulary'
import { showDay, dayOf } from '@shared/time'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Tag } from '@/ui/layout'
import { PhotoPicker, PhotoRow } from '@/ui/Photos'
import { CellScreen } from './application'
import { takeDetail } from './drafts'

function Rectify() {
  return (
    <CellScreen title="整改">
      {(cell) =>
        cell.rectifications.length === 0 ? (
          <Empty text="没有要整改的" />
        ) : (
          cell.rectifications.map((one) => <One key={one.id} cell={cell} one={one} />)
        )
      }
    </CellScreen>
  )
}

const tones = { open: 'warn', mended: 'info', closed: 'good' } as const

function One({ cell, one }: { cell: CellDetail; one: Rectification }) {
  const { state, dueOn, text, steps } = one
  return (
    <Card title={text} extra={<Tag tone={tones[state]}>{rectificationStateNames[state]}</Tag>}>
      <Text className="cell__note">{`${showDay(dueOn)}以前改好`}</Text>
      {steps.map(({ at, by, what, note, photoIds }) => (
        <Notice key={at} title={`${showDay(dayOf(new Date(at)))} ${what}`}>
          {[by, note].filter(Boolean).join('：')}
          <PhotoRow ids={photoIds} label={what} />
        </Notice>
      ))}
      {state === 'open' && cell.allowed.includes('mend') && <Mend id={cell.id} one={one} />}
    </Card>
  )
}

function Mend({ id, one }: { id: string; one: Rectification }) {
  const [note, setNote] = useState('')
  const [photoIds, setPhotoIds] = useState<readonly string[]>([])
  const [unsent, setUnsent] = useState(0)
  const mend = useWrite(cells.mend, { onDone: takeDetail, refreshes: [cells.mine] })
  const lacking =
    photoIds.length === 0
      ? '拍一张改好后的照片'
      : note.trim().length < 2
        ? '写一句怎么改的'
        : unsent > 0
          ? '等照片传完'
          : null
  return (
    <>
      <PhotoPicker
        label="改好后的照片"
        ids={photoIds}
        onChange={setPhotoIds}
        onUnsent={setUnsent}
        max={6}
        purpose="cell"
      />
      <TextArea id={`note-${one.id}`} label="怎么改的" value={note} onChange={setNote} max={200} />
      {mend.error && <ErrorState error={mend.error} />}
      <Button
        id={`mend-${one.id}`}
        kind="primary"
        loading={mend.busy}
        disabled={lacking !== null}
        onClick={() => {
          void mend.run({ id, rectificationId: one.id, note: note.trim(), photoIds: [...photoIds] })
        }}
      >
        {lacking === null ? '报告已改好' : `还要${lacking}`}
      </Button>
    </>
  )
}

export { Rectify as default }
