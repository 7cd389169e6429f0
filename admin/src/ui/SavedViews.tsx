// The row of views above a list: some that everybody has, and one's own, kept with the account.
import { Button, Checkbox, Input, Popover, Tag } from 'antd'
import { useState } from 'react'
import { views, type SavedView } from '@shared/people/views-contract'
import { dayOf } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { asDays, asRelative } from '@/lib/relative-days'

type Filters = Record<string, string>
type Props = {
  /** The page's name in the address. */
  page: string
  ready: readonly { name: string; filters: Filters }[]
  filters: Filters
  onChoose: (filters: Filters) => void
}

const same = (a: Filters, b: Filters): boolean => {
  const plain = (filters: Filters): string => JSON.stringify(Object.entries(filters).sort())
  return plain(a) === plain(b)
}

export function SavedViews({ page, ready, filters, onChoose }: Props) {
  const own = useRead(views.list, { page })
  const save = useWrite(views.save, '视图已保存')
  const remove = useWrite(views.remove, '视图已删除')
  const today = dayOf(new Date())
  const choices = [
    ...ready.map((view) => ({ ...view, id: null })),
    ...(own.data?.items ?? []).map((view: SavedView) => ({ ...view, filters: asDays(view.filters, today) })),
  ]
  return (
    <div className="views" role="group" aria-label="视图">
      <span className="faint">视图</span>
      {choices.map((view) => {
        const isOn = same(view.filters, filters)
        const { id } = view
        return (
          <span key={id ?? view.name}>
            <Button
              size="small"
              type={isOn ? 'primary' : 'default'}
              aria-pressed={isOn}
              onClick={() => onChoose(view.filters)}
            >
              {view.name}
            </Button>
            {id && isOn && (
              <Tag closable onClose={() => remove.mutate({ id })} aria-label={`删除视图${view.name}`}>
                删除此视图
              </Tag>
            )}
          </span>
        )
      })}
      <SaveView
        onSave={(name, moves) =>
          save.mutate({ id: newId(), page, name, filters: moves ? asRelative(filters, today) : filters })
        }
      />
    </div>
  )
}

function SaveView({ onSave }: { onSave: (name: string, moves: boolean) => void }) {
  const [open, setOpen] = useState(false)
  const [moves, setMoves] = useState(true)
  const finish = (name: string): void => {
    if (name.trim() === '') return
    onSave(name.trim(), moves)
    setOpen(false)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      destroyOnHidden
      content={
        <>
          <Input.Search
            autoFocus
            maxLength={12}
            placeholder="给视图起个名字"
            enterButton="保存"
            aria-label="视图名称"
            onSearch={finish}
          />
          <Checkbox checked={moves} onChange={({ target }) => setMoves(target.checked)} style={{ marginTop: 8 }}>
            日期跟着打开的那天走
          </Checkbox>
        </>
      }
    >
      <Button size="small" type="dashed">
        存为视图
      </Button>
    </Popover>
  )
}
