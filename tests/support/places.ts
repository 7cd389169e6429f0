// What tests send for places.
import { newId } from '@server/ids'

/** A drop-off site of a place, with every field filled. */
export const site = (placeId: string, over: object = {}) => ({
  id: newId(),
  placeId,
  kind: 'drop_off' as const,
  name: '9号投放点',
  takes: ['bin' as const],
  streams: ['food' as const, 'residual' as const],
  windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '09:00' }],
  address: '西门',
  position: { lng: 114.21, lat: 33.93 },
  keeper: '测试王小明',
  duties: [{ level: 'building' as const, title: '3号楼', name: '测试李大爷', phone: '0399-5550300' }],
  note: '',
  ...over,
})
