// Getting to people and places: the telephone, and the way on a map. Relies on WeChat's own map; a browser has none, so
// there the address is put where it can be pasted into any map.
import type { Stop } from '@shared/runs/crew-contract'
import Taro from '@tarojs/taro'
import { toast } from '@/ui/Confirm'
import { toGcj02 } from './gcj'

export function callContact({ contactPhone }: Pick<Stop, 'contactPhone'>): void {
  // Turning back in the phone's own question is no failure.
  Promise.resolve(Taro.makePhoneCall({ phoneNumber: contactPhone })).catch(() => undefined)
}

export const hasPosition = (stop: Pick<Stop, 'lng' | 'lat'>): boolean => stop.lng !== null && stop.lat !== null

export function copyText(text: string, said: string): void {
  Promise.resolve(Taro.setClipboardData({ data: text })).then(
    () => toast(said),
    () => toast('没有复制成功，请再点一次'),
  )
}

/** Opens the way to a stop. */
export function showWay({
  lng,
  lat,
  placeName,
  addressText,
}: Pick<Stop, 'lng' | 'lat' | 'placeName' | 'addressText'>): void {
  const address = addressText.startsWith(placeName) ? addressText : `${placeName} ${addressText}`
  if (process.env.TARO_ENV !== 'weapp' || lng === null || lat === null)
    return copyText(address, '地址已复制，请粘贴到地图里查路线')
  const at = toGcj02({ lng, lat })
  Promise.resolve(
    Taro.openLocation({ longitude: at.lng, latitude: at.lat, name: placeName, address, scale: 17 }),
  ).catch(() => toast('地图没有打开，请再点一次'))
}
