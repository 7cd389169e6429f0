// Everything that goes into one bin, with a filter on top. Relies on the edition on this phone; needs no network.
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useMemo, useState } from 'react'
import { verdictOf } from '@shared/guide/answer'
import { categoryOf, subCategoryOf } from '@shared/guide/codes'
import type { SubCategory } from '@shared/guide/contract'
import { localOf } from '@shared/guide/local'
import { normalise } from '@shared/guide/normalise'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Field } from '@/ui/inputs'
import { Card, Empty, Row, Section, Skeleton } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { openBook, useBook } from './book'
import { looksAt } from './looks'
import { EditionLine } from './parts'
import { useAt } from './where'

const PAGE = 40
const subNames: Record<SubCategory, string> = {
  paper: '纸类',
  plastic: '塑料',
  metal: '金属',
  glass: '玻璃',
  textile: '织物',
  lamp: '灯管',
  household_chemical: '家用化学品',
  battery: '电池',
  home_food: '家里的厨余',
  canteen_food: '食堂、餐馆的餐厨',
  market_food: '菜市场的厨余',
}

type Listed = { id: string; name: string; others: string; group: string }

const order = Object.values(subNames)
/**
 * Paper, plastic, metal first; what has no class of its own comes last, appliances and other rare things. In a class
 * the short names, which are the common ones: 纸箱 before 月饼礼盒.
 */
const byGroup = (a: Listed, b: Listed): number => place(a) - place(b) || a.name.length - b.name.length
const place = ({ group }: Listed): number => (order.indexOf(group) + order.length + 1) % (order.length + 1)

/** Entries of one bin, by sub-class. */
function useListed(key: string): Listed[] | null {
  const index = useBook((state) => state.index)
  const { region, rural } = useAt()
  return useMemo(() => {
    if (!index) return null
    return index.terms.flatMap((term) => {
      const verdict = verdictOf(term)
      const category = categoryOf(verdict.code)
      const local = rural ? (localOf(verdict, region, true).code.split('-')[0] ?? '') : (category ?? 'other')
      const known = looksAt(region, rural).some((look) => look.key === local)
      if ((known ? local : 'other') !== key) return []
      const sub = subCategoryOf(verdict.code)
      return [
        {
          id: term.id,
          name: term.names[0] ?? term.id,
          others: term.names.slice(1, 4).join('、'),
          group: sub ? subNames[sub] : '',
        },
      ]
    })
  }, [index, region, rural, key])
}

function CategoryPage() {
  const { params } = useRouter()
  const key = params['key'] ?? ''
  const at = useAt()
  const index = useBook((state) => state.index)
  const elder = useElder()
  const listed = useListed(key)
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState(PAGE)
  useEffect(() => {
    void openBook()
  }, [])
  const look = looksAt(at.region, at.rural).find((each) => each.key === key)
  const wanted = normalise(typed)
  const fitting = listed?.filter(({ name, others }) => normalise(name + others).includes(wanted)).sort(byGroup) ?? []
  const part = fitting.slice(0, shown)
  const groups = [...new Set(part.map(({ group }) => group))]
  return (
    <Screen title={look?.name ?? '分类清单'}>
      <Field
        id="category-filter"
        label="在这里面找"
        value={typed}
        onChange={(value) => {
          setTyped(value)
          setShown(PAGE)
        }}
        max={20}
        placeholder="写名称里的几个字"
      />
      {!listed && <Skeleton rows={6} />}
      {listed && fitting.length === 0 && <Empty text="这里面没有" hint="可能属于别的桶，回到上一页直接查" />}
      {groups.map((group) => (
        <Section key={group} title={group || (look?.name ?? '')}>
          <Card>
            {part
              .filter((each) => each.group === group)
              .map(({ id, name, others }) => (
                <Row
                  key={id}
                  title={name}
                  note={elder ? undefined : others}
                  onClick={() => {
                    void Taro.navigateTo({ url: `/guide/answer?id=${encodeURIComponent(id)}` })
                  }}
                />
              ))}
          </Card>
        </Section>
      ))}
      {fitting.length > shown && (
        <Button onClick={() => setShown(shown + 2 * PAGE)}>{`再看一些（共${fitting.length}个）`}</Button>
      )}
      <EditionLine index={index} {...at} />
    </Screen>
  )
}

export { CategoryPage as default }
