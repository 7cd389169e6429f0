// Lists that were published before the product was there: read from the tables that were printed then.
import { Button, Drawer } from 'antd'
import { standingsDesk } from '@shared/standings/desk-contract'
import { useMay } from '@/lib/me'
import { useFilters } from '@/lib/url-filters'
import { ImportPanel } from '@/ui/ImportPanel'

const NOTE =
  '可以直接用当年公布的表：一张工作表上几张红榜、黑榜并排也能读，“红榜”“黑榜”的合并单元格不用拆。月份从标题、文件名或“月份”一列认。' +
  '只录名次，不算分；公布页上标明是录入的。本系统已经关账的月份不能录。'
const FILTERS = ['imported'] as const

export function ImportedLists() {
  const [{ imported }, setFilters] = useFilters(FILTERS)
  if (!useMay(standingsDesk.correct)) return null
  return (
    <>
      <Button onClick={() => setFilters({ imported: 'yes' })}>录入以前的榜单</Button>
      <Drawer
        open={imported !== undefined}
        onClose={() => setFilters({ imported: undefined })}
        size="large"
        title="录入以前公布的榜单"
        destroyOnHidden
      >
        <ImportPanel kind="publishedLists" note={NOTE} />
      </Drawer>
    </>
  )
}
