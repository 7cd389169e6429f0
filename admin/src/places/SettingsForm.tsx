// The rules of an area: each value with where it comes from; overriding one here holds for everything below.
import { Alert, Button, Form, Input, Select, Switch, Table, Tag } from 'antd'
import type { OutputOf } from '@shared/contract'
import { placesDesk } from '@shared/places/desk-contract'
import {
  featureSwitchNames,
  featureSwitches,
  settingsSections,
  type AreaOverrides,
  type AreaSettings,
  type BookingRules,
  type FeatureSwitch,
} from '@shared/places/settings'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Loaded } from '@/ui/states'
import { NumberInput } from '@/ui/NumberInput'

type Shown = OutputOf<typeof placesDesk.settings>
type Fields = {
  booking: Partial<BookingRules>
  switches: Partial<Record<FeatureSwitch, boolean>>
  contact: Partial<AreaSettings['contact']>
  points: Partial<AreaSettings['points']>
  office: Partial<AreaSettings['office']>
  reason: string
}

const bookingNames: Record<keyof BookingRules, string> = {
  lookAheadDays: '可提前预约（天）',
  cutoffClock: '约明天的截止时间',
  freeCancelUntilClock: '前一晚免费取消到',
  itemsPerBooking: '每次最多几件',
  openBookingsPerHousehold: '每户未完成预约数',
  holdMinutes: '占位（分钟）',
  holdMinutesElder: '长者占位（分钟）',
  holdMinutesMax: '占位最长（分钟）',
  missedWithinWorkingDays: '报漏收：几个工作日内',
  missedWithinCalendarDays: '报漏收：最多几天',
  missedOpensAfterMinutes: '时段结束后多久可报（分钟）',
  contestDays: '可提异议（天）',
  lateCancelPercent: '过时取消仍收（%）',
  failedVisitPercent: '因住户原因没收成仍收（%）',
  revisitWithinWorkingDays: '漏收几个工作日内补收',
  contestAnswerWorkingDays: '预约异议几个工作日内答复',
  cancellationsPerDay: '一天取消几次后暂缓占位',
  promiseCutoffClock: '可回收物：此前下单当半天上门',
  promiseHours: '可回收物：最长几小时（空为不限）',
  freeBulkyPiecesPerYear: '每户每年免费大件（件）',
  surchargeAboveFloor: '几层以上无电梯加价',
  feeReminderDays: '欠费几天可再提醒一次',
  sameDay: '同一天约第二次',
  openTo: '对谁开放',
}
const pointsNames: Record<keyof AreaSettings['points'], string> = {
  contestDays: '积分可提异议（天）',
  contestWorkingDays: '积分异议几个工作日内答复',
  giftPointsPerMonth: '每个积分账户（住户或个人）每月最多赠送',
  holdDays: '兑换后保留几天（商品没有另定时）',
}
const officeNames: Record<keyof AreaSettings['office'], string> = {
  complaintWorkingDays: '投诉几个工作日内答复',
  loadCheckWorkingDays: '混装几个工作日内核查',
  statusWorkingDays: '帮扶、减免申请几个工作日内核实',
}
const GROUPS = ['booking', 'switches', 'points', 'office', 'contact'] as const

export function SettingsForm({ id }: { id: string }) {
  const query = useRead(placesDesk.settings, { id })
  return <Loaded query={query}>{(shown) => <Rules shown={shown} />}</Loaded>
}

function Rules({ shown }: { shown: Shown }) {
  const [form] = Form.useForm<Fields>()
  const save = useWrite(placesDesk.setSettings, '规则已保存')
  const from = (field: string): string =>
    shown.sources.find((source) => source.field === field)?.placeName ?? `${shown.profileName}方案`
  const submit = ({ reason, ...fields }: Fields): void => {
    save.mutate(
      {
        id: shown.placeId,
        version: shown.version,
        settings: overridesOf(fields, shown.effective, shown.own),
        reason,
      },
      { onSuccess: () => form.resetFields(['reason']) },
    )
  }
  return (
    <EditForm<Fields>
      version={shown.version}
      groups={GROUPS}
      form={form}
      layout="vertical"
      initialValues={{ ...shown.effective, reason: '' }}
      onFinish={submit}
      disabled={!shown.mayEdit}
    >
      {shown.profileNotes.map((note) => (
        <Alert key={note} type="info" title={note} style={{ marginBottom: 8 }} />
      ))}
      <h4 className="form-part">预约和收运</h4>
      {(Object.keys(bookingNames) as (keyof BookingRules)[]).map((field) => (
        <Form.Item
          key={field}
          label={
            <>
              {bookingNames[field]} <Tag>{from(`booking.${field}`)}</Tag>
            </>
          }
          name={['booking', field]}
        >
          <RuleInput field={field} />
        </Form.Item>
      ))}
      <h4 className="form-part">开放哪些功能</h4>
      {featureSwitches.map((name) => (
        <Form.Item
          key={name}
          label={
            <>
              {featureSwitchNames[name]} <Tag>{from(`switches.${name}`)}</Tag>
            </>
          }
          name={['switches', name]}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
      ))}
      <h4 className="form-part">积分</h4>
      {(Object.keys(pointsNames) as (keyof AreaSettings['points'])[]).map((field) => (
        <Form.Item
          key={field}
          label={
            <>
              {pointsNames[field]} <Tag>{from(`points.${field}`)}</Tag>
            </>
          }
          name={['points', field]}
        >
          <NumberInput precision={0} min={0} />
        </Form.Item>
      ))}
      <h4 className="form-part">办理期限</h4>
      {(Object.keys(officeNames) as (keyof AreaSettings['office'])[]).map((field) => (
        <Form.Item
          key={field}
          label={
            <>
              {officeNames[field]} <Tag>{from(`office.${field}`)}</Tag>
            </>
          }
          name={['office', field]}
        >
          <NumberInput precision={0} min={1} />
        </Form.Item>
      ))}
      <h4 className="form-part">联系</h4>
      <Form.Item label="服务电话" name={['contact', 'hotline']}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item label="办公时间" name={['contact', 'officeHours']}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item label="为什么改" name="reason" rules={[{ required: true, min: 2, message: '请写明原因' }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
      <Table
        size="small"
        style={{ marginTop: 24 }}
        pagination={false}
        dataSource={shown.history}
        rowKey="version"
        locale={{ emptyText: '这里没有改过，全部继承' }}
        columns={[
          { title: '版本', dataIndex: 'version' },
          { title: '时间', render: (_value, row) => fullTime(row.changedAt) },
          { title: '谁', dataIndex: 'changedBy' },
          { title: '原因', dataIndex: 'reason' },
        ]}
      />
    </EditForm>
  )
}

/** antd hands `value` and `onChange` down to whichever input fits the rule. */
function RuleInput({ field, ...given }: { field: keyof BookingRules }) {
  if (field === 'openTo')
    return (
      <Select
        {...given}
        options={[
          { value: 'everyone', label: '所有人' },
          { value: 'staff', label: '仅工作人员（试运行）' },
        ]}
      />
    )
  if (field === 'sameDay')
    return (
      <Select
        {...given}
        options={[
          { value: 'allowed', label: '可以' },
          { value: 'refused', label: '不可以' },
        ]}
      />
    )
  if (field.endsWith('Clock')) return <Input {...given} placeholder="16:00" maxLength={5} />
  return <NumberInput {...given} precision={0} />
}

/** What was own stays own; what was changed becomes own; the rest goes on being inherited. */
function overridesOf(fields: Omit<Fields, 'reason'>, effective: AreaSettings, own: AreaOverrides): AreaOverrides {
  const groups = settingsSections.map((group) => {
    const before = effective[group] as Record<string, unknown>
    const mine = (own[group] ?? {}) as Record<string, unknown>
    const changed = Object.entries(fields[group] ?? {}).filter(
      ([name, value]) => name in mine || value !== before[name],
    )
    return [group, Object.fromEntries(changed.map(([name, value]) => [name, value ?? null]))] as const
  })
  return Object.fromEntries(groups.filter(([, values]) => Object.keys(values).length > 0)) as AreaOverrides
}
