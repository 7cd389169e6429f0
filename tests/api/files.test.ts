// Photos: re-encoded without metadata, stored once, seen only by those who may.
import sharp from 'sharp'
import { files } from '@shared/files/contract'
import { attachFiles, configureFiles, sweepUnusedFiles } from '@server/files/files'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { setClock, now } from '@server/clock'
import { gridFs } from '@server/platform/storage'
import { expectError, TOKEN_SECRET, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aResident } from '../support/people'

useDatabase()
const app = useApp()
afterEach(() => setClock())

/** A picture that carries a place and a camera's number, as a phone writes them. */
const phonePhoto = (width = 60, height = 40): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#338855' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'TestPhone', Software: 'SERIAL-778899' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '34/1 2/1 8/1', GPSLongitudeRef: 'E', GPSLongitude: '113/1 51/1 6/1' },
    })
    .toBuffer()

const photo = async (bytes?: Buffer) => ({
  bytes: bytes ?? (await phonePhoto()),
  filename: 'photo.jpg',
  type: 'image/jpeg',
})

test('place, camera and serial number are gone from what is kept', async () => {
  const wang = app.as(await aResident())
  const original = await phonePhoto()
  expect((await sharp(original).metadata()).exif).toBeDefined()
  const { id } = await wang.upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo(original))
  for (const size of ['full', 'thumb'] as const) {
    const { body } = await wang.download(files.show, { id, size })
    expect((await sharp(body).metadata()).exif).toBeUndefined()
    expect(body.includes('SERIAL-778899')).toBe(false)
  }
})

test('the same id again is the same photo; another person cannot take it', async () => {
  const wang = app.as(await aResident())
  const id = newId()
  const first = await wang.upload(files.upload, { id, purpose: 'pickup' }, await photo())
  expect(await wang.upload(files.upload, { id, purpose: 'pickup' }, await photo(await phonePhoto(90, 90)))).toEqual(
    first,
  )
  const li = app.as(await aResident())
  await expectError(li.upload(files.upload, { id, purpose: 'pickup' }, await photo()), 'NOT_FOUND')
  await expectError(
    li.download(files.show, { id }).then((answer) => answer),
    'NOT_FOUND',
  )
})

test.each([
  ['text', Buffer.from('hello'), 'FILE_NOT_A_PICTURE'],
  ['nothing', Buffer.alloc(0), 'FILE_MISSING'],
  [
    'SVG with script',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    'FILE_NOT_A_PICTURE',
  ],
  [
    'HTML behind a JPEG head',
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<html>')]),
    'FILE_NOT_A_PICTURE',
  ],
  ['a PNG cut short', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), 'FILE_NOT_A_PICTURE'],
] as const)('%s is refused', async (_what, bytes, code) => {
  await expectError(
    app.as(await aResident()).upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo(bytes)),
    code,
  )
})

test('a picture of more than 40 megapixels is refused before it is unpacked', async () => {
  const bomb = await sharp({ create: { width: 7000, height: 6000, channels: 3, background: 'white' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  await expectError(
    app.as(await aResident()).upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo(bomb)),
    'FILE_TOO_MANY_PIXELS',
  )
})

test('more than 10 MB is refused', async () => {
  await expectError(
    app
      .as(await aResident())
      .upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo(Buffer.alloc(10.5 * 1024 * 1024, 1))),
    'BODY_TOO_LARGE',
  )
})

test('a link works for five minutes, and only unchanged', async () => {
  const wang = app.as(await aResident())
  const { id } = await wang.upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo())
  const { url } = await wang.call(files.link, { id, size: 'thumb' })
  expect((await app.anonymous().raw('GET', url)).status).toBe(200)
  expect((await app.anonymous().raw('GET', `${url.slice(0, -3)}abc`)).status).toBe(404)
  setClock(new Date(now().getTime() + 301_000))
  expect((await app.anonymous().raw('GET', url)).status).toBe(404)
})

test('whoever may see the thing may see its photo; others not', async () => {
  const wang = await aResident()
  const zhou = await aResident()
  const stranger = await aResident()
  configureFiles({
    secret: TOKEN_SECRET,
    readers: {
      pickups: async (actor, subject) =>
        subject === 'B1' && actor.kind === 'person' && actor.personId === zhou.personId,
    },
  })
  const { id } = await app.as(wang).upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo())
  await transaction((tx) => attachFiles(tx, wang.personId, [id], 'pickups/B1'))
  expect((await app.as(zhou).download(files.show, { id })).status).toBe(200)
  await expectError(
    app
      .as(stranger)
      .download(files.show, { id })
      .then((answer) => answer),
    'NOT_FOUND',
  )
  await expect(transaction((tx) => attachFiles(tx, wang.personId, [id], 'pickups/B2'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(transaction((tx) => attachFiles(tx, zhou.personId, [id], 'pickups/B1'))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('photos that nothing uses are swept, used ones stay', async () => {
  const wang = await aResident()
  const used = await app.as(wang).upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo())
  const unused = await app.as(wang).upload(files.upload, { id: newId(), purpose: 'pickup' }, await photo())
  await transaction((tx) => attachFiles(tx, wang.personId, [used.id], 'pickups/B3'))
  expect(await sweepUnusedFiles(new Date(now().getTime() + 1000))).toBeGreaterThanOrEqual(1)
  // who sees it is now the booking's affair, and there is none: so look where it is kept
  expect(await (await gridFs.get(`${used.id}.full`)).toArray()).not.toEqual([])
  await expectError(
    app
      .as(wang)
      .download(files.show, { id: unused.id })
      .then((answer) => answer),
    'NOT_FOUND',
  )
})
