// What tables of the kit put in the way of the keyboard and of screen readers, put right for all of them: the hidden
// row that only measures widths holds copies of boxes that could be reached, and a table that scrolls could not be.
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
}

/** For the frame of all pages; looks again once a frame after something was drawn. */
export function useTableAccess(): void {
  useEffect(() => {
    let asked = 0
    const look = (): void => {
      if (asked === 0)
        asked = requestAnimationFrame(() => {
          asked = 0
          putRight()
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
