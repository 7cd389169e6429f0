// Which edition this phone answers from, whose bins it names, and what changed before. Relies on the edition on this
// phone; region and town or countryside are choices of the phone, kept without an account.
import { useEffect } from 'react'
import { editionOf } from '@shared/guide/answer'
import { guide, type Region } from '@shared/guide/contract'
import { useReadPages } from '@/lib/query'
import { setSession } from '@/lib/session'
import { Button, NextPage } from '@/ui/Button'
import { Choice, SwitchRow } from '@/ui/inputs'
import { Card, Notice, Row, Section, Skeleton } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { openBook, useBook } from './book'
import { regionNames, schemeAt } from './looks'
import { updateBook, useUpdate } from './update'
import { useAt } from './where'

const regions: readonly Region[] = ['xuchang', 'anyang', 'yanshi']

function EditionPage() {
  const { region, rural } = useAt()
  const { index, detailEdition } = useBook()
  const { running, failed, checkedAt } = useUpdate()
  useEffect(() => {
    void openBook()
  }, [])
  const edition = index && editionOf(index, region)
  const scheme = schemeAt(region, rural)
  return (
    <Screen
      title="版本与地区"
      bottom={
        <Button
          kind="primary"
          loading={running}
          onClick={() => {
            void updateBook(true)
          }}
        >
          检查新版本
        </Button>
      }
    >
      <Choice
        label="按哪里的办法"
        columns={3}
        value={region}
        onChange={(next) => setSession({ region: next })}
        options={regions.map((value) => ({ value, title: regionNames[value] }))}
      />
      <Card title={scheme.title}>
        <SwitchRow
          id="rural"
          title="农村分类"
          note="按农村的分类和投放办法显示"
          value={rural}
          onChange={(on) => setSession({ rural: on })}
        />
        <Row title="依据" note={scheme.source} />
        {scheme.note && <Row title="还要确认" note={scheme.note} />}
      </Card>
      {failed && <Notice tone="warn">没有连上网络，先用手机里的这一版，连上后会接着更新。</Notice>}
      {!running && !failed && checkedAt > 0 && <Notice tone="good">手机里已是最新一版。</Notice>}
      {!edition ? (
        <Skeleton />
      ) : (
        <Card title={`手机里的是第${edition.number}版`}>
          <Row title="发布日期" value={edition.publishedOn} />
          <Row
            title="复核"
            value={edition.reviewedBy ? `${edition.reviewedBy} ${edition.reviewedOn ?? ''}` : '未经主管部门复核'}
          />
          <Row title="收录" value={`${edition.terms}个词条，${edition.names}个叫法`} />
          <Row title="说明文字" value={detailEdition === edition.number ? '已下载，没网也能看' : '连网后自动下载'} />
        </Card>
      )}
      <Section title="以前的版本">
        <Editions />
      </Section>
    </Screen>
  )
}

function Editions() {
  const pages = useReadPages(guide.editions, {})
  return (
    <QueryView query={pages.query}>
      {(items) => (
        <Card>
          {items.map(({ number, publishedOn, changed, notes, reviewedBy }) => (
            <Row
              key={number}
              title={`第${number}版`}
              note={[`改动 ${changed}条`, reviewedBy ? `${reviewedBy}复核` : '未经复核', notes]
                .filter(Boolean)
                .join(' · ')}
              value={publishedOn}
            />
          ))}
          <NextPage pages={pages}>再看一些</NextPage>
        </Card>
      )}
    </QueryView>
  )
}

export { EditionPage as default }
