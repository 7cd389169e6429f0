// The small script behind "核对": it fetches the frozen bytes, hashes them in the reader's own browser and says whether
// the hash is the printed one. Without script, and where a browser hashes nothing (no https), there is no button and
// the printed command does the same.
import type { FileAnswer } from '../http/implement'

export const CHECK_PATH = '/lists/check.js'

const SCRIPT = `'use strict'
for (const box of document.querySelectorAll('[data-check]')) {
  if (!window.crypto || !crypto.subtle) continue
  const button = document.createElement('button')
  const said = document.createElement('p')
  button.type = 'button'
  button.textContent = '在这里核对'
  said.setAttribute('role', 'status')
  box.append(button, said)
  button.addEventListener('click', async () => {
    button.disabled = true
    said.className = ''
    said.textContent = '正在核对…'
    try {
      const answer = await fetch(box.dataset.check, { cache: 'no-store' })
      if (!answer.ok) throw new Error(String(answer.status))
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()))
      const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
      const same = hash === box.dataset.hash
      said.className = same ? 'same' : 'other'
      said.textContent = same
        ? '一致：您的浏览器算出的校验码和印出来的一样，公布以后没有改过。'
        : '不一致：算出来是 ' + hash + '。请把这一页告诉公布的部门。'
    } catch {
      said.className = 'other'
      said.textContent = '没有取到原文，请检查网络后再试。'
    }
    button.disabled = false
  })
}
`

export const checkScript = (): FileAnswer => ({
  contentType: 'text/javascript; charset=utf-8',
  body: SCRIPT,
  headers: { 'Cache-Control': 'public, max-age=3600' },
})
