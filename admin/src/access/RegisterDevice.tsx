// Registering a device: what it is called, and at which site it stands.
import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { access } from '@shared/access/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { newId } from '@/lib/ids'
import { useList, useWrite } from '@/lib/query'
import { PlaceSelect } from '@/ui/PlaceSelect'
import type { Keyed } from './ShownKey'

type Fields = { name: string; placeId?: string; siteId: string }

export function RegisterDevice({ onClose, onDone }: { onClose: () => void; onDone: (device: Keyed) => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(newId)
  const placeId = Form.useWatch('placeId', form)
  const sites = useList(placesDesk.sites, { limit: 100, sort: 'name', ...(placeId ? { placeId } : {}) })
  const register = useWrite(access.registerDevice)
  const submit = ({ name, siteId }: Fields): void =>
    register.mutate(
      { id, name: name.trim(), siteId },
      {
        onSuccess: (device) => {
          onClose()
          onDone(device)
        },
      },
    )
  return (
    <Modal
      open
      title="登记设备"
      okText="登记"
      cancelText="取消"
      confirmLoading={register.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields> form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          label="设备名称"
          name="name"
          rules={[{ required: true, min: 2, whitespace: true, message: '请填写名称，至少两个字' }]}
        >
          <Input maxLength={40} placeholder="例如：3号亭厨余桶电子秤" />
        </Form.Item>
        <Form.Item label="在哪个地点（可不选，用来缩小范围）" name="placeId">
          <PlaceSelect label="地点" />
        </Form.Item>
        <Form.Item
          label="点位"
          name="siteId"
          rules={[{ required: true, message: '请选择点位' }]}
          {...(sites.hasMore ? { extra: '只列出前100个点位，请先选地点' } : {})}
        >
          <Select
            aria-label="点位"
            showSearch={{ optionFilterProp: 'label' }}
            loading={sites.isFetching}
            options={sites.items.map(({ site }) => ({ value: site.id, label: `${site.name}（${site.placeName}）` }))}
            notFoundContent={sites.isFetching ? '正在读取' : '这里还没有点位'}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
