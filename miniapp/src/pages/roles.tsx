// Work that was given to somebody: their workbench, one tap from the first page and from 我的.
import Taro from '@tarojs/taro'
import { farm } from '@shared/farm/contract'
import { scorers } from '@shared/inspections/roles'
import { loggers } from '@shared/dropoffs/vocabulary'
import { useRead } from '@/lib/query'
import { Card, Row } from '@/ui/layout'

const supervisors: readonly string[] = ['volunteer', 'leadVolunteer', 'guideWorker', 'propertyManager']

/** Who takes back packaging and film of farms, where there is such a shop. */
const farmers: readonly string[] = ['merchant', 'villageCollector']

const open = (url: string) => () => {
  void Taro.navigateTo({ url })
}

export function Roles({ roles }: { roles: readonly string[] }) {
  const isCrew = roles.includes('crew')
  const isMerchant = roles.includes('merchant')
  const isFarm = farmers.some((role) => roles.includes(role))
  const sites = useRead(farm.sites, {}, { enabled: isFarm })
  const isFarmShop = (sites.data?.sites.length ?? 0) > 0
  const isLogger = loggers.some((role) => roles.includes(role))
  const isSupervisor = roles.some((role) => supervisors.includes(role))
  const isScorer = scorers.some((role) => roles.includes(role))
  const isAssessor = roles.includes('assessor')
  const isTeacher = roles.includes('teacher')
  if (!isTeacher && !isAssessor && !isScorer && !isCrew && !isMerchant && !isLogger && !isSupervisor) return null
  return (
    <Card>
      {isSupervisor && (
        <Row
          id="shifts"
          icon="users"
          tint="warm"
          title="志愿督导"
          note="报名、签到、换班、时长"
          onClick={open('/shifts/calendar')}
        />
      )}
      {isTeacher && (
        <Row
          id="classes"
          icon="users"
          tint="warm"
          title="带班级来督导"
          note="预约、报人数、实践证明"
          onClick={open('/shifts/classes')}
        />
      )}
      {isScorer && (
        <Row
          id="inspections"
          icon="shield-check"
          tint="warm"
          title="现场检查"
          note="今天去哪里、检查表、拍照"
          onClick={open('/inspections/home')}
        />
      )}
      {isAssessor && (
        <Row
          id="cells-visits"
          icon="award"
          tint="warm"
          title="现场评估"
          note="无废细胞打分，没有网络也行"
          onClick={open('/cells/visits')}
        />
      )}
      {isCrew && (
        <Row
          id="crew"
          icon="truck"
          tint="warm"
          title="收运员工作台"
          note="今天的收运、称重、拍照"
          onClick={open('/crew/home')}
        />
      )}
      {isLogger && (
        <Row
          id="dropoffs"
          icon="scan"
          tint="warm"
          title="投放督导"
          note="扫户码，点一下就记好"
          onClick={open('/dropoffs/home')}
        />
      )}
      {isFarmShop && (
        <Row
          id="farm"
          icon="building-store"
          tint="warm"
          title="农资回收"
          note="农药瓶、农药袋、农膜，收到记一笔"
          onClick={open('/farm/home')}
        />
      )}
      {isMerchant && (
        <Row
          id="shop"
          icon="building-store"
          tint="warm"
          title="兑换点工作台"
          note="扫码核销、今天的账、月结"
          onClick={open('/shop/home')}
        />
      )}
    </Card>
  )
}
