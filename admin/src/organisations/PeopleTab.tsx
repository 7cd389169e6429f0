// Who belongs to an organisation from when until when; a person is found by their own telephone number.
import { Button, Checkbox, DatePicker, Form, Input, Modal, Select, Space, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { organisations, type AffiliationRow, type OrganisationRow } from '@shared/organisations/contract'
import { affiliationRoleNames, type AffiliationRole } from '@shared/organisations/vocabulary'
import { people } from '@shared/people/contract'
import { NOBODY_FOUND } from '@/lib/by-phone'
import { call } from '@/lib/api'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { optionsOf } from './options'

const need = (message: string) => [{ required: true, message }]
const dayText = (day: Dayjs): string => day.format('YYYY-MM-DD')

export function PeopleTab({ organisation }: { organisation: OrganisationRow }) {
  const [former, setFormer] = useState(false)
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<AffiliationRow | null>(null)
  const list = useList(organisations.people, { id: organisation.id, ...(former ? { former: true } : {}) })
  const mayAdd = organisation.mayKeep && organisation.standing === 'active'
  return (
    <>
      <div className="filters">
        {mayAdd && <Button onClick={() => setAdding(true)}>登记人员</Button>}
        <Checkbox checked={former} onChange={(event) => setFormer(event.target.checked)}>
          连同以前的
        </Checkbox>
      </div>
      <ListTable<AffiliationRow>
        list={list}
        rowKey={(row) => row.id}
        empty={former ? '没有登记过人员' : '现在没有人员'}
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '身份', render: (_value, row) => affiliationRoleNames[row.role] },
          { title: '从', dataIndex: 'from' },
          { title: '到', render: (_value, row) => row.until ?? '至今' },
          {
            title: '',
            render: (_value, row) => (
              <Space>
                {row.isCurrent ? (
                  <Tag color="green">在册</Tag>
                ) : (
                  <Tag>{row.allowed.length > 0 ? '还没开始' : '已结束'}</Tag>
                )}
                {row.allowed.includes('end') && (
                  <Button size="small" onClick={() => setEnding(row)}>
                    结束
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
      {adding && <AddPerson organisation={organisation} onClose={() => setAdding(false)} />}
      {ending && <EndPerson row={ending} onClose={() => setEnding(null)} />}
    </>
  )
}

type AddFields = { phone: string; role: AffiliationRole; from: Dayjs; until?: Dayjs }

function AddPerson({ organisation, onClose }: { organisation: OrganisationRow; onClose: () => void }) {
  const [form] = Form.useForm<AddFields>()
  const [id] = useState(newId)
  const add = useWrite(organisations.addPerson, '已登记')
  const submit = async ({ phone, role, from, until }: AddFields): Promise<void> => {
    const [person] = (await call(people.findByPhone, { phone: phone.trim() })).items
    if (!person) return form.setFields([{ name: 'phone', errors: [NOBODY_FOUND] }])
    await add
      .mutateAsync({
        id,
        organisationId: organisation.id,
        personId: person.id,
        role,
        from: dayText(from),
        until: until ? dayText(until) : null,
      })
      .then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title={`登记到${organisation.name}`}
      okText="登记"
      cancelText="取消"
      confirmLoading={add.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<AddFields>
        form={form}
        layout="vertical"
        initialValues={{ role: 'employee', from: dayjs() }}
        onFinish={(fields) =>
          void submit(fields).catch((error: Error) => form.setFields([{ name: 'phone', errors: [error.message] }]))
        }
      >
        <Form.Item
          label="本人手机号"
          name="phone"
          rules={[{ required: true, pattern: /\d.*\d/, message: '请填写11位手机号' }]}
        >
          <Input inputMode="numeric" maxLength={13} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item label="身份" name="role" rules={need('请选择身份')}>
          <Select options={optionsOf(affiliationRoleNames)} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item label="从哪天起" name="from" rules={need('请选择日期')}>
          <DatePicker style={{ width: 200 }} />
        </Form.Item>
        <Form.Item label="到哪天（不填为至今）" name="until">
          <DatePicker style={{ width: 200 }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

type EndFields = { until: Dayjs; reason: string }

function EndPerson({ row, onClose }: { row: AffiliationRow; onClose: () => void }) {
  const [form] = Form.useForm<EndFields>()
  const end = useWrite(organisations.endPerson, '已写明最后一天')
  const submit = ({ until, reason }: EndFields): void =>
    end.mutate({ id: row.id, until: dayText(until), reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Modal
      open
      title={`结束${row.name}的登记`}
      okText="结束"
      cancelText="返回"
      confirmLoading={end.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>写下以后不能再改：以前在哪个单位，关系到能不能检查或评估它。</p>
      <Form<EndFields> form={form} layout="vertical" initialValues={{ until: dayjs() }} onFinish={submit}>
        <Form.Item label="最后一天" name="until" rules={need('请选择日期')}>
          <DatePicker minDate={dayjs(row.from)} style={{ width: 200 }} />
        </Form.Item>
        <Form.Item
          label="原因（会留痕）"
          name="reason"
          rules={[{ required: true, min: 2, whitespace: true, message: '请写明原因，至少两个字' }]}
        >
          <Input maxLength={100} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
