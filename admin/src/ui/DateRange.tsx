// A span of days as a filter, with the usual ones at hand.
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { addDays, dayOf } from '@shared/time'

type Props = {
  from: string | undefined
  to: string | undefined
  onChange: (days: { from: string | undefined; to: string | undefined }) => void
}

export function DateRange({ from, to, onChange }: Props) {
  const today = dayOf(new Date())
  const span = (first: number, last: number): [dayjs.Dayjs, dayjs.Dayjs] => [
    dayjs(addDays(today, first)),
    dayjs(addDays(today, last)),
  ]
  return (
    <DatePicker.RangePicker
      aria-label="日期"
      allowEmpty={[true, true]}
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      style={{ width: 250 }}
      presets={[
        { label: '今天', value: span(0, 0) },
        { label: '明天', value: span(1, 1) },
        { label: '最近7天', value: span(-6, 0) },
        { label: '最近30天', value: span(-29, 0) },
      ]}
      onChange={(days) => onChange({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
    />
  )
}
