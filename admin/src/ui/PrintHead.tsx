// What a printed list says of itself: title, the filters as they stand on the page, the city, who printed it and when.
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { operations } from '@shared/operations/contract'
import { people } from '@shared/people/contract'
import { fullTime } from '@/lib/format'
import { useRead } from '@/lib/query'
import { roleNames } from '@/lib/roles'

type Said = { filters: string; at: string }

export function PrintHead() {
  const me = useRead(people.me, {})
  const about = useRead(operations.about, {})
  const [{ filters, at }, setSaid] = useState<Said>({ filters: '', at: '' })
  useEffect(() => {
    const gather = (): void =>
      flushSync(() => setSaid({ filters: filtersInWords(), at: fullTime(new Date().toISOString()) }))
    window.addEventListener('beforeprint', gather)
    return () => window.removeEventListener('beforeprint', gather)
  }, [])
  return (
    <div className="print-head" aria-hidden>
      <strong>{document.title.split(' · ')[0]}</strong>
      <div>筛选：{filters || '全部'}</div>
      <div>
        {about.data?.cityName} · 制表 {me.data?.displayName}
        {`（${me.data?.roles.map((role) => roleNames[role]).join('、') ?? ''}）· 打印于 ${at}`}
      </div>
    </div>
  )
}

/** "状态:报漏收;日期:2026-11-01 至 2026-11-30": what is chosen in the page's filters. */
function filtersInWords(): string {
  const selects = [...document.querySelectorAll('.page .filters .ant-select')].flatMap((select) => {
    const chosen = select.querySelector('.ant-select-selection-item, .ant-select-content-value')?.textContent
    const name = select.querySelector('input')?.getAttribute('aria-label')
    return chosen ? [`${name ?? ''}：${chosen}`] : []
  })
  const ranges = [...document.querySelectorAll('.page .filters .ant-picker')].flatMap((picker) => {
    const days = [...picker.querySelectorAll('input')].map(({ value }) => value)
    return days.some((day) => day !== '') ? [`日期：${days.join(' 至 ')}`] : []
  })
  const typed = [...document.querySelectorAll<HTMLInputElement>('.page .filters .ant-input-search input')].flatMap(
    ({ value, ariaLabel }) => (value ? [`${ariaLabel ?? ''}：${value}`] : []),
  )
  return [...selects, ...ranges, ...typed].join('；')
}
