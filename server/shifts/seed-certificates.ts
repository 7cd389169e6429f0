// Certificates of the demo city: one that is issued, and one that waits for the office.
import type { PersonActor } from '@shared/actors'
import type { Day } from '@shared/time'
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
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
