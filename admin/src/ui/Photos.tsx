// Photos that belong to something: small ones in a row, each opening in full. Their links live for five minutes.
import { files } from '@shared/files/contract'
import { call } from '@/lib/api'
import { useRead } from '@/lib/query'
import './photos.css'

export function Photos({ ids, label }: { ids: readonly string[]; label: string }) {
  if (ids.length === 0) return null
  return (
    <div className="photos">
      {ids.map((id, index) => (
        <Photo key={id} id={id} label={`${label} ${index + 1}`} />
      ))}
    </div>
  )
}

function Photo({ id, label }: { id: string; label: string }) {
  const link = useRead(files.link, { id, size: 'thumb' })
  if (link.error)
    return (
      <span className="faint">
        {label}：{link.error.message}
      </span>
    )
  // The tab is opened by the click itself: one that is opened after waiting counts as a pop-up.
  const open = (): void => {
    const tab = window.open('', '_blank')
    call(files.link, { id, size: 'full' }).then(
      ({ url }) => {
        if (tab) tab.location.href = new URL(url, location.href).href
      },
      () => tab?.close(),
    )
  }
  return (
    <button type="button" className="photo" onClick={open} aria-label={`放大${label}`}>
      {link.data ? <img src={link.data.url} alt={label} /> : <span className="faint">载入中…</span>}
    </button>
  )
}
