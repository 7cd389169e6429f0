// The shops and service desks of the demo city; a shop is the outlet of the organisation with the same key.
type SeedShop = {
  key: string
  name: string
  kind: 'shop' | 'desk'
  place: string
  address: string
  hours: string
  phone: string
  members: string[]
  offline: boolean
}
export const SHOPS: readonly SeedShop[] = [
  {
    key: 'liuwan',
    name: '柳湾便民店',
    kind: 'shop',
    place: 'liuwan/1',
    address: '柳湾路 18 号',
    hours: '每天 8:00–20:30',
    phone: '0374-5550101',
    members: ['field-08-yan'],
    offline: true,
  },
  {
    key: 'zhonglou',
    name: '钟楼小超市',
    kind: 'shop',
    place: 'zhonglou/1',
    address: '钟楼街 6 号',
    hours: '每天 7:30–21:00',
    phone: '0374-5550102',
    members: ['field-16-pan'],
    offline: false,
  },
  {
    key: 'liuwan-desk',
    name: '柳湾社区服务台',
    kind: 'desk',
    place: 'liuwan/1',
    address: '柳湾社区一楼大厅',
    hours: '工作日 8:30–17:30',
    phone: '0374-5550111',
    members: [],
    offline: false,
  },
  {
    key: 'zhonglou-desk',
    name: '钟楼社区服务台',
    kind: 'desk',
    place: 'zhonglou/1',
    address: '钟楼社区一楼大厅',
    hours: '工作日 8:30–17:30',
    phone: '0374-5550112',
    members: [],
    offline: false,
  },
]
