// What the kit puts in the way of the keyboard and of screen readers, put right for all pages: the hidden row of a
// table that only measures widths holds copies of boxes that could be reached, a table that scrolls could not be, and a
// few names are read out in English that its Chinese locale does not reach.
import { useEffect } from 'react'

const MEASURES = '.ant-table-measure-row:not([inert])'
const SCROLLS = '.ant-table-body:not([tabindex]), .ant-table-content:not([tabindex])'
const REACHED = 'a[href], button, input, [tabindex="0"]'

function putRight(): void {
  for (const row of document.querySelectorAll(MEASURES)) row.setAttribute('inert', '')
  for (const box of document.querySelectorAll(SCROLLS)) {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight
    const holder = box.querySelector('.ant-table-tbody')
    if (scrolls && !holder?.querySelector(REACHED)) box.setAttribute('tabindex', '0')
  }
  for (const body of document.querySelectorAll('.ant-drawer-body:not([tabindex])'))
    if (body.scrollHeight > body.clientHeight && !body.querySelector(REACHED)) body.setAttribute('tabindex', '0')
}

const READ_OUT: Readonly<Record<string, string>> = { Clear: '清除', Close: '关闭', 'Select all': '全选' }

function inChinese(): void {
  for (const [english, chinese] of Object.entries(READ_OUT))
    for (const named of document.querySelectorAll(`[aria-label="${english}"]`))
      named.setAttribute('aria-label', chinese)
  for (const said of document.querySelectorAll('.ant-tabs-tab-btn [aria-live]')) {
    const [, at, of] = /^Tab (\d+) of (\d+)$/.exec(said.textContent ?? '') ?? []
    // the text node stays React's own
    if (at && of && said.firstChild) said.firstChild.nodeValue = `第${at}个，共${of}个，`
  }
}

/** For the frame of all pages; looks again once a frame after something was drawn. */
export function useKitAccess(): void {
  useEffect(() => {
    let asked = 0
    const look = (): void => {
      if (asked === 0)
        asked = requestAnimationFrame(() => {
          asked = 0
          putRight()
          inChinese()
        })
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true })
    look()
    return () => {
      observer.disconnect()
      cancelAnimationFrame(asked)
    }
  }, [])
}
