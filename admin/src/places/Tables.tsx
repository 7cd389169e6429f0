// Tables of places, sites and holidays: taken away, and brought back in the same columns.
import { App, Button, Segmented, Space } from 'antd'
import { useState } from 'react'
import { placesDesk } from '@shared/places/desk-contract'
import { ApiError, download } from '@/lib/api'
import { useMay } from '@/lib/me'
import { describeError } from '@/lib/query'
import { ImportPanel } from '@/ui/ImportPanel'

type What = 'places' | 'sites' | 'holidays'
const formatNames = { xlsx: 'Excel', csv: 'CSV' } as const
const names: Record<What, string> = { places: '地点', sites: '点位', holidays: '节假日' }

/** `first` is what is chosen at first. Who may not import only takes away what there is. */
export function Tables({ placeId, first = 'places' }: { placeId: string | undefined; first?: What }) {
  const [what, setWhat] = useState<What>(first)
  const { message } = App.useApp()
  const [mayShape, mayCalendar] = [useMay(placesDesk.create), useMay(placesDesk.setHolidayYear)]
  const mayImport = what === 'holidays' ? mayCalendar : mayShape
  const save = (format: 'xlsx' | 'csv'): void =>
    void download(placesDesk.exportSheet, { what, format, ...(placeId ? { placeId } : {}) }).catch((error: unknown) =>
      message.error(error instanceof ApiError ? describeError(error) : '没有成功，请重试'),
    )
  return (
    <Space orientation="vertical" style={{ width: '100%' }} size="middle">
      <Segmented<What>
        value={what}
        onChange={setWhat}
        options={(Object.keys(names) as What[]).map((value) => ({ value, label: names[value] }))}
      />
      <Space wrap>
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button key={format} onClick={() => save(format)}>
            导出现有数据（{formatNames[format]}）
          </Button>
        ))}
      </Space>
      {mayImport && <ImportPanel key={what} kind={what} />}
    </Space>
  )
}
