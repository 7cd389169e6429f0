// The first page of kitchen waste: what it shows follows from the organisation one acts for. A kitchen's one key, a
// truck's night, or the weighbridge.
import { sideOf } from './acting'
import { Gate } from './Gate'
import { Kitchens } from './Kitchen'
import { Night } from './Night'
import { ActingScreen } from './parts'

const titles = { producer: '餐厨交接', hauler: '今晚收运', disposer: '过磅接收' } as const

function Home() {
  return (
    <ActingScreen title={({ kinds }) => titles[sideOf({ kinds })]}>
      {(organisation) => {
        const side = sideOf(organisation)
        if (side === 'hauler') return <Night organisation={organisation} />
        if (side === 'disposer') return <Gate organisation={organisation} />
        return <Kitchens organisation={organisation} />
      }}
    </ActingScreen>
  )
}

export { Home as default }
