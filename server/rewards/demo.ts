// Who to sign in as at a shop in the demo: a line for the start page. Nothing outside the demo city.
import type { Config } from '../config'
import { fullNames } from '../people/people'
import { Shops, type ShopRecord } from './rewards.model'

/** "兑换点：在居民端登录时选 “严小店”（柳湾便民店）…"; empty outside the demo. */
export async function demoShops({ mode }: Pick<Config, 'mode'>): Promise<string[]> {
  if (mode !== 'demo') return []
  const shops = await Shops.find({ kind: 'shop' }).sort({ _id: 1 }).limit(5).lean<ShopRecord[]>()
  const names = await fullNames(shops.flatMap((shop) => shop.memberIds))
  const people = shops.flatMap((shop) =>
    shop.memberIds.slice(0, 1).map((id) => `“${names.get(id) ?? ''}”（${shop.name}）`),
  )
  return people.length > 0 ? [`兑换点：在居民端登录时选 ${people.join('、')}`] : []
}
