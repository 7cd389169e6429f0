// A stack of blank slips with numbers of their own for one hauler, to be printed.
import { Button, Form, Modal, Space } from 'antd'
import { useState } from 'react'
import { manifestSlips } from '@shared/manifests/slips-contract'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { PaperButton } from '@/ui/PaperButton'

type Fields = { haulerId: string; count: number }
const need = [{ required: true, message: '请填写' }]

export function BlankSlips({ onClose }: { onClose: () => void }) {
  const [id] = useState(newId)
  const issue = useWrite(manifestSlips.issue, '编号已领好，可以打印了')
  const issued = issue.data
  return (
    <Modal open title="打印空白纸质单" footer={null} onCancel={onClose}>
      {issued ? (
        <Space orientation="vertical">
          <p>{`给${issued.hauler}的${issued.numbers.length}张，每张一个编号，一页四张。`}</p>
          <PaperButton type="primary" route={manifestSlips.paper} input={{ id: issued.id, haulerId: issued.haulerId }}>
            打印
          </PaperButton>
        </Space>
      ) : (
        <Form<Fields>
          layout="vertical"
          initialValues={{ count: 20 }}
          onFinish={(typed) => issue.mutate({ id, ...typed })}
        >
          <p>手机坏了或没有手机的司机，带上带编号的空白单。写好签好以后拍照补录。</p>
          <Form.Item label="给哪家收运单位" name="haulerId" rules={need}>
            <OrganisationSelect label="收运单位" kind="hauler" />
          </Form.Item>
          <Form.Item label="几张" name="count" rules={need} extra="一页四张">
            <NumberInput min={4} max={100} step={4} precision={0} suffix="张" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={issue.isPending}>
            领编号
          </Button>
        </Form>
      )}
    </Modal>
  )
}
