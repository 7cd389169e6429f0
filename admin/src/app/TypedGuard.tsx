// Asks before a dialogue closes, a page is left or a tab is closed over something that was typed and not saved. One
// guard for all forms, at the events that close them, so that no form has to remember it.
import { App } from 'antd'
import { useEffect } from 'react'
import { forgetTyped, holderOf, noteTyping, typedWithin } from '@/lib/typed'

/** What closes the dialogue it stands in: its cross, its mask, its button of going back. */
const CLOSES = '.ant-modal-close, .ant-drawer-close, .ant-modal-footer .ant-btn-default'
const MASKS = '.ant-modal-wrap, .ant-drawer-mask'
/** What leads to another page. */
const LEAVES = '.sider .ant-menu-item, a[href^="/admin"]:not([target]), .search-item, .ant-tabs-tab'

export function TypedGuard() {
  const { modal } = App.useApp()
  useEffect(() => {
    let isAsking = false
    /** Holds an event back; when the person does not mind, `again` lets it happen. */
    const ask = (event: Event, lost: Element[], again: () => void): void => {
      event.preventDefault()
      event.stopPropagation()
      if (isAsking) return
      isAsking = true
      modal.confirm({
        title: '写的内容还没有保存',
        content: '离开后会丢失。',
        okText: '不保存，离开',
        cancelText: '继续填写',
        okButtonProps: { danger: true },
        autoFocusButton: 'cancel',
        zIndex: 2500,
        onOk: () => {
          for (const holder of lost) forgetTyped(holder)
          setTimeout(again)
        },
        afterClose: () => {
          isAsking = false
        },
      })
    }
    const onInput = ({ target }: Event): void => {
      if (target instanceof Element) noteTyping(target)
    }
    const onClick = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null
      if (!target || target.closest('.ant-modal-confirm')) return
      const lost = lostBy(target)
      if (lost.length > 0) ask(event, lost, () => (target as HTMLElement).click())
    }
    const onKey = (event: KeyboardEvent): void => {
      const top = event.key === 'Escape' && document.activeElement ? holderOf(document.activeElement) : null
      const lost = top && !top.matches('form, .ant-modal-confirm') ? typedWithin(top) : []
      if (top && lost.length > 0)
        ask(event, lost, () => top.querySelector<HTMLElement>('.ant-modal-close, .ant-drawer-close')?.click())
    }
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (typedWithin().length > 0) event.preventDefault()
    }
    document.addEventListener('input', onInput, true)
    document.addEventListener('click', onClick, true)
    document.addEventListener('keydown', onKey, true)
    window.addEventListener('beforeunload', onUnload)
    return () => {
      document.removeEventListener('input', onInput, true)
      document.removeEventListener('click', onClick, true)
      document.removeEventListener('keydown', onKey, true)
      window.removeEventListener('beforeunload', onUnload)
    }
  }, [modal])
  return null
}

/** What a click would lose. */
function lostBy(target: Element): Element[] {
  const dialogue = target.closest('.ant-modal, .ant-drawer')
  if (target.matches(MASKS)) return typedWithin(target.closest('.ant-modal-root, .ant-drawer') ?? target)
  if (target.closest(CLOSES)) return dialogue ? typedWithin(dialogue) : []
  if (!target.closest(LEAVES)) return []
  // a tab of the page changes what stands in it, one of a dialogue what stands in that
  return target.closest('.ant-tabs-tab') ? typedWithin(target.closest('.ant-tabs') ?? target) : typedWithin()
}
