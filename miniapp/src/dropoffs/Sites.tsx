// Choosing tonight's site: mine first, each named by its compound; a field to search by where there are many.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { shifts } from '@shared/shifts/contract'
import { useReadPages } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Choice, Field } from '@/ui/inputs'
import { Notice } from '@/ui/layout'
import { eveningDay, isOpenNow, type Site } from './evening'
import { inOrder, named } from './sites-order'
import { siteTitle } from './words'

const MANY = 8

type Props = { sites: readonly Site[]; siteId: string | null; onChoose: (id: string) => void }

export function Sites({ sites, siteId, onChoose }: Props) {
  const [typed, setTyped] = useState('')
  // without an answer the order is only a little worse
  const mine = useReadPages(shifts.mine, { when: 'coming' }).query.data ?? []
  const home = useSession(({ household }) => household?.placeId)
  const today = eveningDay(new Date())
  const tonight = mine.filter(({ day, state }) => day === today && state === 'booked')
  const known = {
    shifts: new Set(tonight.map((shift) => shift.siteId)),
    open: new Set(sites.filter(isOpenNow).map(({ id }) => id)),
    own: new Set(sites.filter(({ placeId }) => placeId === home).map(({ id }) => id)),
  }
  const shown = named(inOrder(sites, known), typed)
  const noteOf = (site: Site): string =>
    [known.shifts.has(site.id) && '今晚您的班', known.open.has(site.id) ? '现在开放' : '现在不在投放时段']
      .filter(Boolean)
      .join('，')
  return (
    <View>
      {sites.length > MANY && (
        <Field
          id="find-site"
          label="找投放点"
          value={typed}
          onChange={setTyped}
          placeholder="小区、村或投放点的名字"
          max={30}
        />
      )}
      {shown.length === 0 && <Notice>没有叫这个名字的投放点，换一个字试试。</Notice>}
      <Choice
        label="今晚在哪个投放点"
        columns={1}
        value={siteId}
        onChange={onChoose}
        options={shown.map((site) => ({ value: site.id, title: siteTitle(site), note: noteOf(site) }))}
      />
    </View>
  )
}
