// What the data lacks, each line leading to the list that mends it.
import { Table, Tag } from 'antd'
import { Link } from 'react-router'
import { operations } from '@shared/operations/contract'
import { useRead } from '@/lib/query'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'

export function QualityPage() {
  const query = useRead(operations.quality, {})
  return (
    <Page title="数据质量" hint="缺什么，点“去处理”到相应的列表补全。">
      <Loaded query={query}>
        {({ rows }) => (
          <Table
            pagination={false}
            rowKey="code"
            dataSource={rows}
            locale={{ emptyText: <Nothing text="没有要检查的项目" /> }}
            columns={[
              { title: '检查项', dataIndex: 'text' },
              {
                title: '数量',
                className: 'number',
                render: (_value, row) => <Tag color={row.count > 0 ? 'orange' : 'green'}>{row.count}</Tag>,
              },
              { title: '', render: (_value, row) => (row.count > 0 ? <Link to={row.link}>去处理</Link> : '无需处理') },
            ]}
          />
        )}
      </Loaded>
    </Page>
  )
}
