// A page of the site whose files did not come: said in words, with a way to try again and a way back, never a tap that
// does nothing. Relies on the platform; WeChat has all pages in its package.
import Taro from '@tarojs/taro'
import { platform } from '@/lib/platform/platform'
import { confirm } from './Confirm'

const TITLES = { offline: '没有网络，这一页还没下载', failed: '这一页没有打开' }

/** Where the address has gone ahead of what is shown, it comes back. */
function stayHere(): void {
  const shown = Taro.getCurrentPages()[0]?.route ?? ''
  const [, asked = ''] = /^#\/?([^?]*)/.exec(location.hash) ?? []
  // a tab takes the place of the page before it in the history, any other page is one further
  if (!/^pages\//.test(asked)) history.back()
  else if (/^\/?pages\//.test(shown)) void Taro.switchTab({ url: `/${shown.replace(/^\//, '')}` })
}

/** Nothing is shown yet that could ask: the first page itself did not come. */
function askOnFirstPage(title: string): Promise<boolean> {
  const place = document.querySelector('.first')
  const text = place?.querySelector('p')
  if (!place || !text) return Promise.resolve(false)
  text.textContent = title
  place.removeAttribute('aria-hidden')
  place.classList.add('first--asks')
  const again = document.createElement('button')
  again.textContent = '重试'
  place.appendChild(again)
  return new Promise((resolve) => {
    again.addEventListener('click', () => {
      again.remove()
      resolve(true)
    })
  })
}

/** Once at start. */
export function watchMissingPages(): void {
  platform.watchRelease(async (why) => {
    const title = TITLES[why]
    if (!document.querySelector('.screen')) return askOnFirstPage(title)
    const text = why === 'offline' ? '连上网络以后再试。已经打开过的页面照常能用。' : '请过一会儿再试。'
    const again = await confirm({ title, text, ok: '重试', cancel: '先回去' })
    if (!again) stayHere()
    return again
  })
}
