// The calendar of working days: a year at a glance, its source, what is not announced yet; upload or edit by the city.
import { Alert, Button, Drawer, Form, Input, Select, Table, Tabs, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { dayOf, showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Page } from '@/ui/Page'
import { Loaded } from '@/ui/states'
import { Tables } from './Tables'

type Year = OutputOf<typeof placesDesk.holidayYears>['items'][number]
type Fields = { status: 'published' | 'unknown'; source: string; holidays: string[]; workdays: string[] }
const dayRule = { pattern: /^\d{4}-\d{2}-\d{2}$/, message: '日期形如 2027-01-01' }

const thisYear = (): number => Number(dayOf(new Date()).slice(0, 4))

export function CalendarPage() {
  const query = useRead(placesDesk.holidayYears, {})
  const [importing, setImporting] = useState(false)
  const mayImport = useMay(placesDesk.setHolidayYear)
  return (
    <Page
      title="工作日历"
      hint="截止时间、漏收期限都按它计算；没有公布的年份会在预约页说明。"
      actions={mayImport && <Button onClick={() => setImporting(true)}>导入</Button>}
    >
      <Loaded query={query}>
        {({ items }) => (
          <Tabs
            defaultActiveKey={String(items.find(({ year }) => year === thisYear())?.year ?? items[0]?.year)}
            items={items.map((year) => ({
              key: String(year.year),
              label: `${year.year}年${year.status === 'unknown' ? '（未公布）' : ''}`,
              children: <YearView year={year} />,
            }))}
          />
        )}
      </Loaded>
      <Drawer open={importing} onClose={() => setImporting(false)} size="large" title="导入节假日" destroyOnHidden>
        <Tables placeId={undefined} first="holidays" />
      </Drawer>
    </Page>
  )
}

function YearView({ year }: { year: Year }) {
  const [editing, setEditing] = useState(false)
  return (
    <>
      {year.status === 'unknown' && (
        <Alert
          type="warning"
          title="这一年的节假日安排还没有公布；预约页会提示“可能调整”。公布后请在这里录入。"
          style={{ marginBottom: 12 }}
        />
      )}
      <p>
        来源：{year.source} · {fullTime(year.updatedAt)}{' '}
        {year.updatedBy.startsWith('system:') ? '系统' : year.updatedBy}{' '}
        {year.mayEdit && (
          <Button size="small" onClick={() => setEditing(true)}>
            修改
          </Button>
        )}
      </p>
      <div className="filters">
        {year.festivals.map((festival) => (
          <Tag key={festival.name} color="green">
            {festival.name} {festival.from}–{festival.to}
          </Tag>
        ))}
      </div>
      <Table
        size="small"
        pagination={false}
        dataSource={year.days}
        rowKey="day"
        scroll={{ y: 480 }}
        locale={{ emptyText: '没有特别的日子：周一到周五上班' }}
        columns={[
          { title: '日期', render: (_value, row) => showDay(row.day) },
          {
            title: '安排',
            render: (_value, row) =>
              row.kind === 'holiday' ? <Tag color="red">放假</Tag> : <Tag color="blue">调休上班</Tag>,
          },
        ]}
      />
      <Drawer open={editing} onClose={() => setEditing(false)} size="large" title={`${year.year}年`} destroyOnHidden>
        <YearForm year={year} onDone={() => setEditing(false)} />
      </Drawer>
    </>
  )
}

function YearForm({ year, onDone }: { year: Year; onDone: () => void }) {
  const save = useWrite(placesDesk.setHolidayYear, '日历已保存')
  const daysOf = (kind: 'holiday' | 'workday'): string[] =>
    year.days.filter((day) => day.kind === kind).map((day) => day.day)
  const submit = async ({ status, source, holidays, workdays }: Fields): Promise<void> => {
    const days = [
      ...holidays.map((day) => ({ day, kind: 'holiday' as const })),
      ...workdays.map((day) => ({ day, kind: 'workday' as const })),
    ].sort((a, b) => (a.day < b.day ? -1 : 1))
    await save
      .mutateAsync({ year: year.year, revision: year.revision, status, source, days, festivals: year.festivals })
      .then(onDone, () => undefined)
  }
  return (
    <EditForm<Fields>
      version={year.revision}
      show={{ status: { published: '已公布', unknown: '未公布' } }}
      layout="vertical"
      initialValues={{
        status: year.status,
        source: year.source,
        holidays: daysOf('holiday'),
        workdays: daysOf('workday'),
      }}
      onFinish={(fields) => void submit(fields)}
    >
      <Form.Item label="状态" name="status">
        <Select
          options={[
            { value: 'published', label: '已公布' },
            { value: 'unknown', label: '未公布' },
          ]}
        />
      </Form.Item>
      <Form.Item label="来源（文号）" name="source" rules={[{ required: true, min: 2, message: '请写明来源' }]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item
        label="放假的日子"
        name="holidays"
        rules={[{ type: 'array', defaultField: { type: 'string', ...dayRule } }]}
      >
        <Select mode="tags" open={false} tokenSeparators={[' ', ',', '、']} />
      </Form.Item>
      <Form.Item
        label="调休上班的日子"
        name="workdays"
        rules={[{ type: 'array', defaultField: { type: 'string', ...dayRule } }]}
      >
        <Select mode="tags" open={false} tokenSeparators={[' ', ',', '、']} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}
