// Certificates of the demo city, one issued and one that waits for the office; and hours asked for afterwards.
import type { PersonActor } from '@shared/actors'
import type { Day } from '@shared/time'
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import type { ShiftRecord } from './shifts.model'
import { askMadeUp } from './made-up'
import { askCertificate, decideCertificate } from './certificates'

export async function seedCertificates(from: Day, to: Day): Promise<void> {
  const ask = (person: PersonActor, name: string, identityTail: string) =>
    askCertificate(person, {
      id: seedId(`certificate:${person.personId}`),
      placeId: seedPlace('liuwan/1').id,
      from,
      to,
      name,
      identityKind: 'idCard',
      identityTail,
    })
  const { id } = await ask(seedActor('field-01-sun'), '孙丽', '2846')
  await decideCertificate(seedActor('subdistrict-1-feng'), { id, outcome: 'issued' })
  await ask(seedActor('field-02-zhu'), '朱国庆', '013X')
}

export async function seedMadeUp({ siteId, day, from, to }: ShiftRecord): Promise<void> {
  const person = seedActor('field-01-sun')
  await askMadeUp(person, {
    id: seedId(`madeUp:${person.personId}`),
    siteId,
    day,
    from,
    to,
    text: '手机没电没能签到，组长朱师傅和二单元的住户都在场',
    photoIds: [],
  })
}
