// A deadline as a word with a colour: how many days are left, today, or since when it is late.
import { Tag } from 'antd'
import { dayOf, daysBetween, showDay } from '@shared/time'

export function Deadline({ day, ended }: { day: string; ended?: boolean }) {
  if (ended) return <>{showDay(day)}</>
  const left = daysBetween(dayOf(new Date()), day)
  const [colour, word] =
    left < 0
      ? ['red', `已超期 ${-left}天`]
      : left === 0
        ? ['red', '今天到期']
        : left <= 2
          ? ['orange', `还有${left}天`]
          : ['green', `还有${left}天`]
  return (
    <>
      {showDay(day)} <Tag color={colour}>{word}</Tag>
    </>
  )
}
