// The row of views above the list: some that everybody has, and one's own.
import { Button, Input, Popover, Tag } from 'antd'
import { useState } from 'react'
import { dayOf } from '@shared/time'
import { useSavedViews, type View } from './saved-views'

type Filters = Record<string, string>
type Props = { filters: Filters; onChoose: (filters: Filters) => void }

const ready = (): View[] => {
  const today = dayOf(new Date())
  return [
    { name: '全部', filters: {} },
    { name: '今天', filters: { from: today, to: today } },
    { name: '报漏收', filters: { status: 'missed' } },
    { name: '待补收', filters: { status: 'revisit_due' } },
    { name: '有异议', filters: { contested: 'true' } },
  ]
}

const same = (a: Filters, b: Filters): boolean => {
  const plain = (filters: Filters): string => JSON.stringify(Object.entries(filters).sort())
  return plain(a) === plain(b)
}

export function SavedViews({ filters, onChoose }: Props) {
  const { views, save, remove } = useSavedViews()
  return (
    <div className="views" aria-label="视图">
      <span className="faint">视图</span>
      {ready().map((view) => (
        <Choice key={view.name} view={view} isOn={same(view.filters, filters)} onChoose={onChoose} />
      ))}
      {views.map((view) => (
        <Choice
          key={view.name}
          view={view}
          isOn={same(view.filters, filters)}
          onChoose={onChoose}
          onRemove={() => remove(view.name)}
        />
      ))}
      <SaveView onSave={(name) => save({ name, filters })} />
    </div>
  )
}

function Choice({
  view,
  isOn,
  onChoose,
  onRemove,
}: {
  view: View
  isOn: boolean
  onChoose: (filters: Filters) => void
  onRemove?: () => void
}) {
  return (
    <>
      <Button
        size="small"
        type={isOn ? 'primary' : 'default'}
        aria-pressed={isOn}
        onClick={() => onChoose(view.filters)}
      >
        {view.name}
      </Button>
      {onRemove && isOn && (
        <Tag closable onClose={onRemove} aria-label={`删除视图${view.name}`}>
          删除此视图
        </Tag>
      )}
    </>
  )
}

function SaveView({ onSave }: { onSave: (name: string) => void }) {
  const [open, setOpen] = useState(false)
  const finish = (name: string): void => {
    if (name.trim() === '') return
    onSave(name.trim())
    setOpen(false)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      destroyOnHidden
      content={
        <Input.Search
          autoFocus
          maxLength={12}
          placeholder="给视图起个名字"
          enterButton="保存"
          aria-label="视图名称"
          onSearch={finish}
        />
      }
    >
      <Button size="small" type="dashed">
        存为视图
      </Button>
    </Popover>
  )
}
