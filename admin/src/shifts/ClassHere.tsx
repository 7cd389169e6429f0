// The school class of a shift: how many came by the teacher and by the lead, and the paper once both say the same.
import { Button, Descriptions, Form, Space } from 'antd'
import { classStateNames, MOST_PUPILS } from '@shared/shifts/classes'
import { shiftsClasses, type ClassVisit } from '@shared/shifts/classes-contract'
import type { DeskShift } from '@shared/shifts/desk-contract'
import { showMinutes } from '@shared/shifts/hours'
import { useRead, useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { PaperButton } from '@/ui/PaperButton'

export function ClassHere({ shift }: { shift: DeskShift }) {
  const one = useRead(shiftsClasses.ofShift, { id: shift.id }).data?.item
  return one ? <Shown one={one} /> : null
}

const said = (count: number | null): string => (count === null ? '还没有报' : `${count}人`)

function Shown({ one }: { one: ClassVisit }) {
  const count = useWrite(shiftsClasses.count, '已报')
  return (
    <section className="section">
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'class', label: '来的班级', children: `${one.school}${one.className}，约${one.pupils}人` },
          { key: 'teacher', label: '带队老师', children: one.teacher || '已注销' },
          { key: 'byTeacher', label: '老师报', children: said(one.byTeacher) },
          { key: 'byLead', label: '组长报', children: said(one.byLead) },
          {
            key: 'state',
            label: '状态',
            children:
              one.state === 'confirmed' ? `已核实，每人${showMinutes(one.minutes)}` : classStateNames[one.state],
          },
        ]}
      />
      <Space wrap style={{ margin: '8px 0 16px' }}>
        {one.allowed.includes('count') && (
          <Form<{ pupils: number }>
            layout="inline"
            initialValues={{ pupils: one.byLead ?? one.pupils }}
            onFinish={({ pupils }) => count.mutate({ id: one.id, pupils })}
          >
            <Form.Item label="实际来了" name="pupils" rules={[{ required: true, message: '请填写人数' }]}>
              <NumberInput min={0} max={MOST_PUPILS} precision={0} suffix="人" />
            </Form.Item>
            <Button htmlType="submit" loading={count.isPending}>
              报人数
            </Button>
          </Form>
        )}
        {one.allowed.includes('paper') && (
          <PaperButton route={shiftsClasses.paper} input={{ id: one.id }}>
            打印班级实践证明
          </PaperButton>
        )}
      </Space>
    </section>
  )
}
