// A form over a record that others may save meanwhile. When the record comes back in a newer version, what nobody
// touched here follows; where both have changed a field, both values stand side by side and the person chooses. What is
// typed is never replaced by itself, and nothing is saved over somebody else's value without having been seen.
import { Alert, App, Button, Form, type FormInstance, type FormProps } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { mergeFields, type Clash } from '@/lib/three-way'

/** How a field's value is told: names of its choices, or a sentence. */
type Show = Readonly<Record<string, string>> | ((value: never) => string)
type Props<F> = FormProps<F> & {
  /** Of the record that `initialValues` were made of; undefined for a new one. */
  version: number | undefined
  /** Labels of fields whose label is not that of their own item. */
  labels?: Partial<Record<keyof F, string>>
  show?: Partial<Record<keyof F, Show>>
  /** Fields that hold fields of their own, each to be looked at by itself. */
  groups?: readonly (keyof F & string)[]
  children: ReactNode
}
type Fields = Record<string, unknown>

export function EditForm<F extends object>({
  version,
  initialValues,
  form: given,
  onFinish,
  labels,
  show,
  groups = [],
  children,
  ...rest
}: Props<F>) {
  const [form] = Form.useForm<F>(given)
  const { message } = App.useApp()
  const base = useRef({ version, fields: flat((initialValues ?? {}) as Fields, groups) })
  const root = useRef<HTMLDivElement>(null)
  const [clashes, setClashes] = useState<Clash[]>([])
  const [taken, setTaken] = useState<string[]>([])
  useEffect(() => {
    if (version === base.current.version) return
    const theirs = flat((initialValues ?? {}) as Fields, groups)
    const mine = flat(form.getFieldsValue(true) as Fields, groups)
    const { take, clashes: found } = mergeFields(base.current.fields, mine, theirs)
    for (const [name, value] of Object.entries(take)) put(form, name, value)
    base.current = { version, fields: theirs }
    setClashes(found)
    setTaken(Object.keys(take))
    if (found.length > 0) root.current?.scrollIntoView({ block: 'start' })
  }, [version, initialValues, form, groups])
  const labelOf = (name: string): string | undefined =>
    labels?.[name as keyof F] ??
    root.current?.parentElement?.querySelector(`label[for="${CSS.escape(name.replace('.', '_'))}"]`)?.textContent ??
    undefined
  const tellOf = (name: string, value: unknown): string => tell(value, show?.[name as keyof F])
  const choose = ({ name, theirs }: Clash, theirsWins: boolean): void => {
    if (theirsWins) put(form, name, theirs)
    setClashes((all) => all.filter((clash) => clash.name !== name))
  }
  const followed = taken.flatMap((name) => labelOf(name) ?? [])
  return (
    <div>
      <div ref={root}>
        {clashes.length > 0 && (
          <Alert
            type="warning"
            showIcon
            role="alert"
            className="theirs"
            title="别人刚刚保存过，下面几项和您写的不一样，请选用哪一个"
            description={
              <ul>
                {clashes.map((clash) => (
                  <li key={clash.name}>
                    <strong>{labelOf(clash.name) ?? clash.name}</strong>
                    <span>您写的：{tellOf(clash.name, clash.mine)}</span>
                    <span>对方存的：{tellOf(clash.name, clash.theirs)}</span>
                    <span>
                      <Button size="small" onClick={() => choose(clash, false)}>
                        保留我的
                      </Button>{' '}
                      <Button size="small" onClick={() => choose(clash, true)}>
                        用对方的
                      </Button>
                    </span>
                  </li>
                ))}
              </ul>
            }
          />
        )}
        {clashes.length === 0 && followed.length > 0 && (
          <Alert
            type="info"
            showIcon
            closable
            role="status"
            className="theirs"
            title={`别人刚刚保存过，已换成最新的：${followed.join('、')}。您写的都还在。`}
          />
        )}
      </div>
      <Form<F>
        {...rest}
        form={form}
        initialValues={initialValues}
        onFinish={(fields) => {
          if (clashes.length > 0) return void message.warning('请先在上面选：保留您写的，还是用对方存的')
          onFinish?.(fields)
        }}
      >
        {children}
      </Form>
    </div>
  )
}

/** "booking.lookAheadDays" for a field within a group. */
function flat(fields: Fields, groups: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      groups.includes(name)
        ? Object.entries((value ?? {}) as Fields).map(([inner, each]) => [`${name}.${inner}`, each] as const)
        : [[name, value] as const],
    ),
  )
}

const put = (form: Pick<FormInstance, 'setFieldValue'>, name: string, value: unknown): void =>
  form.setFieldValue(name.includes('.') ? name.split('.') : name, value)

function tell(value: unknown, show: Show | undefined): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return '（空）'
  if (typeof show === 'function') return show(value as never)
  if (Array.isArray(value)) return value.map((each) => tell(each, show)).join('、')
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (dayjs.isDayjs(value)) return value.format(value.hour() + value.minute() > 0 ? 'YYYY-MM-DD HH:mm' : 'YYYY-MM-DD')
  if (typeof value === 'object') return tellParts(value)
  return show?.[String(value)] ?? String(value)
}

/** A person or place by its name, a position by its figures. */
function tellParts(value: object): string {
  if ('name' in value) return String(value.name)
  if ('lng' in value && 'lat' in value) return `${String(value.lng)}，${String(value.lat)}`
  return Object.values(value)
    .map((each) => tell(each, undefined))
    .join(' ')
}

/** The record as the list has it now, so that a form over one of its rows sees when somebody else saves it. */
export function current<T extends { id: string }>(items: readonly T[], opened: T): T {
  return items.find(({ id }) => id === opened.id) ?? opened
}
