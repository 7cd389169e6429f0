// One entry in a form: names, category, route, what to do, answers under another condition.
import { Button, Drawer, Form, Input, Popconfirm, Select } from 'antd'
import type { OutputOf } from '@shared/contract'
import { guide, type Term } from '@shared/guide/contract'
import { useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { codeOptions, flagOptions, routeOptions, showTerm } from './words'

type Row = OutputOf<typeof guide.terms>['items'][number]
type Fields = Omit<Term, 'id'> & { reasonForChange: string }

const blank: Partial<Fields> = {
  aliases: [],
  flags: [],
  variants: [],
  code: 'O',
  route: 'bin',
  preparation: '',
  reason: '',
  counterExample: null,
  source: null,
}
const required = (message: string) => [{ required: true, message }]

export function TermDrawer({ term, mayEdit, onClose }: { term: Row | 'new'; mayEdit: boolean; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const save = useWrite(guide.saveTerm, '已保存，发布新版后生效')
  const remove = useWrite(guide.removeTerm, '已停用，发布新版后生效')
  const submit = async (fields: Fields): Promise<void> => {
    const { id, version } = term === 'new' ? { id: fields.name, version: 0 } : term
    const refused = await save
      .mutateAsync({
        ...fields,
        id,
        version,
        counterExample: fields.counterExample || null,
        source: fields.source || null,
      })
      .then(
        () => null,
        (error: { code: string; message: string }) => error,
      )
    if (!refused) onClose()
    else if (refused.code === 'GUIDE_NAME_TAKEN') form.setFields([{ name: 'name', errors: [refused.message] }])
  }
  return (
    <Drawer
      open
      onClose={onClose}
      size="large"
      title={term === 'new' ? '新词条' : `词条：${term.name}`}
      extra={
        mayEdit &&
        term !== 'new' && (
          <Popconfirm
            title="停用这个词条？"
            description="发布新版后，手机上就查不到它了"
            okText="停用"
            cancelText="不停用"
            onConfirm={() =>
              remove.mutate({ id: term.id, version: term.version, reason: '编辑停用' }, { onSuccess: onClose })
            }
          >
            <Button danger>停用</Button>
          </Popconfirm>
        )
      }
    >
      <EditForm<Fields>
        form={form}
        version={term === 'new' ? undefined : term.version}
        show={showTerm}
        labels={{ variants: '各种情况' }}
        layout="vertical"
        disabled={!mayEdit}
        initialValues={term === 'new' ? blank : { ...term, reasonForChange: '' }}
        onFinish={(fields) => void submit(fields)}
      >
        <Form.Item label="名称" name="name" rules={required('请填写名称')}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item label="别名（回车添加）" name="aliases">
          <Select mode="tags" open={false} tokenSeparators={[' ', '、', ',']} />
        </Form.Item>
        <Form.Item label="类别" name="code" rules={required('请选择类别')}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={codeOptions} />
        </Form.Item>
        <Form.Item label="去向" name="route" rules={required('请选择去向')}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={routeOptions} />
        </Form.Item>
        <Form.Item label="标记" name="flags">
          <Select mode="tags" showSearch={{ optionFilterProp: 'label' }} options={flagOptions} />
        </Form.Item>
        <Form.Item label="先做什么" name="preparation">
          <Input maxLength={120} placeholder="如：倒空、冲一下、压扁" />
        </Form.Item>
        <Form.Item label="为什么" name="reason">
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item label="容易弄混的" name="counterExample">
          <Input maxLength={160} />
        </Form.Item>
        <Form.Item label="依据（条款、机构）" name="source">
          <Input maxLength={120} />
        </Form.Item>
        <Form.List name="variants">
          {(rows, { add, remove: drop }) => (
            <>
              {rows.map(({ key, name }) => (
                <div className="filters" key={key}>
                  <Form.Item label="如果" name={[name, 'condition']} rules={required('请填写条件')}>
                    <Input maxLength={40} placeholder="沾油或弄脏的" />
                  </Form.Item>
                  <Form.Item label="类别" name={[name, 'code']} rules={required('请选择')}>
                    <Select showSearch={{ optionFilterProp: 'label' }} style={{ width: 180 }} options={codeOptions} />
                  </Form.Item>
                  <Form.Item label="去向" name={[name, 'route']} rules={required('请选择')}>
                    <Select showSearch={{ optionFilterProp: 'label' }} style={{ width: 140 }} options={routeOptions} />
                  </Form.Item>
                  <Form.Item label="先做什么" name={[name, 'preparation']}>
                    <Input maxLength={120} />
                  </Form.Item>
                  <Button onClick={() => drop(name)} style={{ alignSelf: 'center' }}>
                    去掉
                  </Button>
                </div>
              ))}
              <Form.Item>
                <Button
                  onClick={() => add({ condition: '', code: 'O', route: 'bin', preparation: '' })}
                  disabled={rows.length >= 6}
                >
                  加一种情况
                </Button>
              </Form.Item>
            </>
          )}
        </Form.List>
        {mayEdit && (
          <>
            <Form.Item label="为什么改" name="reasonForChange" rules={required('请写明原因，会留痕')}>
              <Input maxLength={100} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              保存
            </Button>
          </>
        )}
      </EditForm>
    </Drawer>
  )
}
