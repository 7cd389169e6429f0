// A unit that was registered twice: chosen is the one that stays.
import { Alert, Form, Modal } from 'antd'
import { organisations, type OrganisationRow } from '@shared/organisations/contract'
import { useWrite } from '@/lib/query'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { ReasonField } from '@/ui/ReasonField'

type Fields = { intoId: string; reason: string }

export function MergeInto({ row, onClose }: { row: OrganisationRow; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const merge = useWrite(organisations.merge, '已合并')
  const submit = ({ intoId, reason }: Fields): void =>
    merge.mutate({ id: row.id, intoId, revision: row.revision, reason: reason.trim() }, { onSuccess: onClose })
  return (
    <Modal
      open
      title={`把“${row.name}”并入另一个单位`}
      okText="合并"
      cancelText="返回"
      okButtonProps={{ danger: true, loading: merge.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Alert
        type="warning"
        showIcon
        title="同一家单位登记了两次时才合并，合并后不能恢复。"
        description="人员、小区、收运线路、兑换点和没有办完的事都转到留下的单位；这一个停用。信用代码不同的不是同一家，不能合并。"
        style={{ marginBottom: 16 }}
      />
      <Form<Fields> form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          label="留下的单位"
          name="intoId"
          rules={[
            { required: true, message: '请选择留下的单位' },
            {
              validator: (_rule, id) =>
                id === row.id ? Promise.reject(new Error('请选择另一个单位')) : Promise.resolve(),
            },
          ]}
        >
          <OrganisationSelect label="留下的单位" />
        </Form.Item>
        <ReasonField name="reason" label="原因（会留痕）" templates={['同一家单位登记了两次']} max={100} />
      </Form>
    </Modal>
  )
}
