// The one search box, from any page by Ctrl+K (⌘K): rooms, card numbers, telephone numbers, names, numbers of bookings
// and complaints, and the pages of the menu. What is found opens by Enter.
import { Input, Modal, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Role } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import { search } from '@shared/search/contract'
import { pages } from '@/features'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import { Icon } from '@/ui/Icon'
import { maySee } from './Menu'

/** So long after the last key it is looked up; Enter looks at once. */
const PAUSE_MS = 350
type Groups = OutputOf<typeof search.all>['groups']
type Answer = { typed: string; groups: Groups; failure: string | null }

export function SearchBox({ held }: { held: readonly Role[] }) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <>
      <button type="button" className="search-open" onClick={() => setOpen(true)}>
        <Icon name="search" />
        <span>门牌、户码、手机号、姓名、编号、点位</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Modal
        open={isOpen}
        footer={null}
        closable={false}
        width={640}
        style={{ top: 64 }}
        destroyOnHidden
        aria-label="搜索"
        onCancel={() => setOpen(false)}
      >
        <Search held={held} onDone={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function Search({ held, onDone }: { held: readonly Role[]; onDone: () => void }) {
  const navigate = useNavigate()
  const box = useRef<InputRef>(null)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const answer = useAnswer(typed.trim())
  useEffect(() => setAt(0), [answer])
  useEffect(() => {
    const later = setTimeout(() => box.current?.focus(), 50)
    return () => clearTimeout(later)
  }, [])
  const groups = groupsOf(held, typed.trim(), answer)
  const links = groups.flatMap(({ items }) => items)
  const open = (link: string | undefined): void => {
    if (!link) return
    onDone()
    void navigate(link)
  }
  const onKey = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    setAt((current) => Math.min(Math.max(0, current + step), Math.max(0, links.length - 1)))
  }
  return (
    <>
      {/* what is looked for is nothing that could be lost (lib/typed.ts) */}
      <div role="search">
        <Input
          ref={box}
          size="large"
          allowClear
          maxLength={60}
          value={typed}
          prefix={<Icon name="search" />}
          placeholder="如：锦绣花园 5栋2单元202、户码、完整手机号或姓名、预约或投诉编号、点位"
          aria-label="搜索"
          role="combobox"
          aria-expanded={links.length > 0}
          aria-controls="search-found"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKey}
          onPressEnter={() => open(links[at]?.link)}
        />
      </div>
      <div id="search-found" role="listbox" aria-label="搜索结果" className="search-found">
        {groups.map(({ title, items }) => (
          <section key={title} aria-label={title}>
            <h4>{title}</h4>
            {items.map((item) => (
              <button
                key={item.link}
                type="button"
                role="option"
                aria-selected={links[at] === item}
                className="search-item"
                onClick={() => open(item.link)}
              >
                <span>{item.text}</span>
                <span className="faint">{item.note}</span>
              </button>
            ))}
          </section>
        ))}
        <p className="faint" role="status">
          {said(typed.trim(), answer, links.length)}
        </p>
      </div>
    </>
  )
}

function said(typed: string, answer: Answer | null, found: number): string {
  if (typed.length < 2) return '只在您负责的范围里查，查到住户会留痕。手机号、姓名要写完整。'
  if (!answer || answer.typed !== typed) return '正在查…'
  return (
    answer.failure ?? (found === 0 ? '没有找到。手机号、姓名和编号要写完整，门牌要写到房号。' : '↑ ↓ 选择，回车打开')
  )
}

/** What the server has found for what was typed last. */
function useAnswer(typed: string): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    if (typed.length < 2) return setAnswer(null)
    const stop = new AbortController()
    const later = setTimeout(() => {
      call(search.all, { q: typed }, { signal: stop.signal }).then(
        ({ groups }) => setAnswer({ typed, groups, failure: null }),
        (error: unknown) => {
          if (error instanceof ApiError) setAnswer({ typed, groups: [], failure: describeError(error) })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(later)
      stop.abort()
    }
  }, [typed])
  return answer
}

/** Found things first, then pages whose title contains it. */
function groupsOf(held: readonly Role[], typed: string, answer: Answer | null): Groups {
  const found = answer?.typed === typed ? answer.groups : []
  const items = pages
    .filter((page) => typed !== '' && page.inMenu && maySee(page, held) && page.title.includes(typed))
    .map(({ path, title, group }) => ({ id: path, text: title, note: group, link: `/${path}` }))
  return items.length > 0 ? [...found, { kind: 'pages', title: '页面', items }] : found
}
