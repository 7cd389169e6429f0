// Dealing with a report: what was done, with a photo where there is something to see; or making one case of it and of
// one that was there first.
import { Button, Form, Input, Radio } from 'antd'
import { categories } from '@shared/reports/categories'
import type { Complaint } from '@shared/reports/complaints-contract'
import { reportOutcomeTexts, reportOutcomes } from '@shared/reports/outcomes'
import { MOST_REPORT_PHOTOS, reports } from '@shared/reports/reports-contract'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { PhotosField } from '@/ui/PhotosField'

type Fields = { outcome: (typeof reportOutcomes)[number]; text: string; photoIds?: string[] }

export function HandleForm({ row }: { row: Complaint }) {
  const handle = useWrite(reports.handle, '已处理，已告诉报的人')
  const [form] = Form.useForm<Fields>()
  const outcome = Form.useWatch('outcome', form)
  const needsPhoto = outcome === 'mended' && categories[row.category ?? 'other'].needsPhoto
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      style={{ marginTop: 24 }}
      onFinish={(fields) => handle.mutate({ id: row.id, ...fields })}
    >
      <Form.Item name="outcome" label="处理结果" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group options={reportOutcomes.map((value) => ({ value, label: reportOutcomeTexts[value] }))} />
      </Form.Item>
      <Form.Item
        name="photoIds"
        label={needsPhoto ? '处理后的照片' : '处理后的照片（可不传）'}
        extra="报的人会看到，用来对照"
        rules={needsPhoto ? [{ required: true, message: '“已经弄好”要附一张照片' }] : []}
      >
        <PhotosField purpose="reportDone" most={MOST_REPORT_PHOTOS} label="处理后的照片" />
      </Form.Item>
      <Form.Item
        name="text"
        label="怎么处理的（报的人会看到）"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明怎么处理的' }]}
      >
        <Input.TextArea maxLength={500} showCount rows={3} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={handle.isPending}>
        处理完了，告诉报的人
      </Button>
    </Form>
  )
}

/** Others of the same kind at the same place that are open: this one may be one of them. */
export function Alike({ id }: { id: string }) {
  const alike = useRead(reports.alike, { id })
  const merge = useWrite(reports.merge, '已并案，已告诉报的人')
  const items = alike.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="section" style={{ marginTop: 24 }}>
      <h4>同一地点报过的，是不是同一件？</h4>
      {items.map((one) => (
        <p key={one.id}>
          {[one.number, one.spot, one.text, fullTime(one.at)].filter(Boolean).join(' · ')}{' '}
          <Button
            size="small"
            loading={merge.isPending}
            aria-label={`并到 ${one.number}`}
            onClick={() => merge.mutate({ id, intoId: one.id })}
          >
            是同一件，并过去
          </Button>
        </p>
      ))}
    </section>
  )
}
