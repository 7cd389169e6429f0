// The person whom a telephone number stands for: only one who has verified it, since anybody may type any number.
import type { OutputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { call } from './api'

type Found = OutputOf<typeof people.findByPhone>['items'][number]

export const NOBODY_FOUND =
  '没有找到这个人。不是本辖区的，请本人先在小程序“我的—隐私与授权”里打开“工作人员按手机号查到我”'

/** @throws ApiError */
export async function findVerified(phone: string): Promise<{ person: Found } | { failure: string }> {
  const { items } = await call(people.findByPhone, { phone })
  const person = items.find((item) => item.verified)
  if (person) return { person }
  return {
    failure: items.length > 0 ? '这个手机号还没有验证，请本人先在小程序里用微信验证' : NOBODY_FOUND,
  }
}
