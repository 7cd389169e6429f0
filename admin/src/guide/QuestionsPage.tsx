// Words nobody knew: how often they were asked, what the parts suggest, and the answer.
import { Form, Input, Modal, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { guide } from '@shared/guide/contract'
import { fullTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { codeOptions, routeOptions } from './words'

const FILTERS = ['status'] as const
const words = { waiting: '待回答', answered: '已回答', declined: '不是一件东西' } as const
type Row = OutputOf<typeof guide.questions>['items'][number]
type Fields = {
  as: 'newTerm' | 'alias' | 'declined'
  termId?: string
  code?: string
  route?: (typeof routeOptions)[number]['value']
  preparation?: string
  reason?: string
  answer: string
}
type Status = keyof typeof words

export function QuestionsPage() {
  const [filters, setFilters] = useFilters(FILTERS)
  const status = (filters.status ?? 'waiting') as Status
  const list = useList(guide.questions, { status })
  const [open, setOpen] = useState<Row | null>(null)
  const mayAnswer = useMay(guide.answerQuestion)
  return (
    <Page title="待答生词" hint="回答后进入下一版；发布时会告诉问的人。">
      <div className="filters">
        <Radio.Group
          value={status}
          onChange={(event) => setFilters({ status: event.target.value as Status })}
          options={Object.entries(words).map(([value, label]) => ({ value, label }))}
          optionType="button"
        />
      </div>
      <ListTable
        list={list}
        rowKey={(row) => row.word}
        empty={status === 'waiting' ? '没有待回答的词' : '没有记录'}
        onRow={status === 'waiting' && mayAnswer ? setOpen : undefined}
        columns={[
          { title: '词', dataIndex: 'word' },
          { title: '问过', className: 'number', render: (_value, row) => `${row.count}次` },
          {
            title: '推断',
            render: (_value, row) =>
              row.suggestion ? (
                <Tag>{[row.suggestion.local.text, row.suggestion.basis].filter(Boolean).join(':')}</Tag>
              ) : (
                '—'
              ),
          },
          { title: '最近', render: (_value, row) => fullTime(row.lastAt) },
          { title: '答复', render: (_value, row) => row.answer ?? '—' },
        ]}
      />
      {open && <AnswerForm key={open.word} row={open} onClose={() => setOpen(null)} />}
    </Page>
  )
}

/** Entries to choose from, the guess among them. */
const optionsOf = (items: readonly { id: string; name: string }[], { suggestion }: Row) => {
  const options = items.map(({ id, name }) => ({ value: id, label: name }))
  const guess = suggestion?.termId
  return guess && !options.some(({ value }) => value === guess)
    ? [{ value: guess, label: suggestion.name }, ...options]
    : options
}

const CODES: Readonly<Record<string, string>> = { hazardous: 'H.chemical', food: 'F.home', residual: 'O' }
const SUB_CODES: Readonly<Record<string, string>> = {
  household_chemical: 'H.chemical',
  lamp: 'H.lamp',
  battery: 'H.battery',
  home_food: 'F.home',
  canteen_food: 'F.canteen',
  market_food: 'F.market',
}

/** What the guide would answer by itself, to be looked at and changed: another name of an entry, or one of its own. */
function guessOf({ word, suggestion }: Row): Partial<Fields> {
  if (!suggestion) return { as: 'newTerm', route: 'bin', answer: '' }
  const { category, subCategory, termId, name, route, preparation, reason, local } = suggestion
  const answer = `“${word}”属于${local.text}。${preparation}`.slice(0, 200)
  const alike = `“${word}”和“${name}”一样分，${answer}`.slice(0, 200)
  if (termId !== null) return { as: 'alias', termId, answer: alike }
  const code =
    category === null
      ? 'N'
      : category === 'recyclable'
        ? `R.${subCategory ?? 'plastic'}`
        : (SUB_CODES[subCategory ?? ''] ?? CODES[category] ?? 'O')
  return { as: 'newTerm', code, route, preparation, reason, answer }
}

function AnswerForm({ row, onClose }: { row: Row; onClose: () => void }) {
  const [form] = Form.useForm<Fields>()
  const as = Form.useWatch('as', form)
  const [search, setSearch] = useState(row.word)
  const found = useRead(guide.terms, { q: search || row.word, limit: 20 }, { enabled: as === 'alias' })
  const answer = useWrite(guide.answerQuestion, '已回答')
  const submit = async (): Promise<void> => {
    const fields = await form.validateFields()
    const term =
      fields.as === 'newTerm'
        ? {
            id: row.word,
            name: row.word,
            aliases: [],
            code: fields.code ?? 'O',
            route: fields.route ?? 'bin',
            flags: [],
            preparation: fields.preparation ?? '',
            reason: fields.reason ?? '',
            variants: [],
            counterExample: null,
            source: null,
          }
        : undefined
    await answer
      .mutateAsync({
        word: row.word,
        as: fields.as,
        answer: fields.answer,
        ...(term ? { term } : {}),
        ...(fields.termId ? { termId: fields.termId } : {}),
      })
      .then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title={`回答：${row.word}`}
      okText="提交"
      cancelText="先不答"
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={answer.isPending}
      width={640}
    >
      <Form form={form} layout="vertical" initialValues={guessOf(row)}>
        <Form.Item name="as" label="怎么处理这个词">
          <Radio.Group
            options={[
              { value: 'newTerm', label: '新词条' },
              { value: 'alias', label: '是某个词条的别名' },
              { value: 'declined', label: '不是一件东西' },
            ]}
          />
        </Form.Item>
        {as === 'alias' && (
          <Form.Item name="termId" label="并入词条" rules={[{ required: true, message: '请选择词条' }]}>
            <Select
              showSearch
              filterOption={false}
              onSearch={setSearch}
              loading={found.isFetching}
              options={optionsOf(found.data?.items ?? [], row)}
              placeholder="输入名称查找"
            />
          </Form.Item>
        )}
        {as === 'newTerm' && (
          <>
            <Form.Item name="code" label="类别" rules={[{ required: true, message: '请选择类别' }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={codeOptions} />
            </Form.Item>
            <Form.Item name="route" label="去向" rules={[{ required: true }]}>
              <Select showSearch={{ optionFilterProp: 'label' }} options={routeOptions} />
            </Form.Item>
            <Form.Item name="preparation" label="先做什么">
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="reason" label="为什么">
              <Input maxLength={120} />
            </Form.Item>
          </>
        )}
        <Form.Item name="answer" label="给提问者的一句话" rules={[{ required: true, message: '请写一句答复' }]}>
          <Input.TextArea maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
