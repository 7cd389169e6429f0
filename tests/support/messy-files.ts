// Tables as people and their programs really save them: three rows of bins, in every shape that must read alike.
import ExcelJS from 'exceljs'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

export type File = { bytes: Buffer; filename: string }
export const csv = (...lines: string[]): File => ({ bytes: Buffer.from(lines.join('\r\n')), filename: '桶.csv' })
export async function xlsx(fill: (workbook: ExcelJS.Workbook) => void): Promise<File> {
  const workbook = new ExcelJS.Workbook()
  fill(workbook)
  return { bytes: Buffer.from(await workbook.xlsx.writeBuffer()), filename: '桶.xlsx' }
}

/** What each of them holds. */
export const ROWS = [
  ['A1', '柳湾', 3],
  ['A2', '柳湾', 4],
  ['B1', '文庙', 5],
]

const lines = (delimiter: string, ...more: string[]) =>
  [['编号', '社区', '个数'], ...ROWS]
    .map((row) => row.join(delimiter))
    .concat(more)
    .join('\r\n')

export const messyFiles: [string, () => Promise<File> | File][] = [
  ['a plain CSV', () => csv('编号,社区,个数', 'A1,柳湾,3', 'A2,柳湾,4', 'B1,文庙,5')],
  [
    'a CSV as Excel saves it on Chinese Windows (GB 18030)',
    // 编号,社区,个数 / A1,柳湾,3 …
    () => ({
      bytes: Buffer.concat([
        Buffer.from('b1e0bac52cc9e7c7f82cb8f6cafd0d0a', 'hex'),
        Buffer.from('A1,'),
        Buffer.from('c1f8cde5', 'hex'),
        Buffer.from(',3\r\nA2,'),
        Buffer.from('c1f8cde5', 'hex'),
        Buffer.from(',4\r\nB1,'),
        Buffer.from('cec4c3ed', 'hex'),
        Buffer.from(',5\r\n'),
      ]),
      filename: 'gbk.csv',
    }),
  ],
  [
    'empty rows, a byte order mark, blanks in the header',
    () => csv('\uFEFF编 号*, 社区 ,个数', '', 'A1,柳湾,3', ',,', 'A2, 柳湾,4', ' , ', 'B1,文庙,5', ''),
  ],
  [
    'a title above the header, and an empty column before it',
    () =>
      xlsx((workbook) => {
        const sheet = workbook.addWorksheet('表')
        sheet.addRow(['清川市投放桶台账'])
        sheet.mergeCells('A1:D1')
        sheet.addRow([])
        sheet.addRow(['填表人:何静'])
        sheet.addRow(['', '编号*', '社区*', '个数'])
        for (const row of ROWS) sheet.addRow(['', ...row])
      }),
  ],
  [
    'a community merged over its rows',
    () =>
      xlsx((workbook) => {
        const sheet = workbook.addWorksheet('表')
        sheet.addRow(['社区', '编号', '个数'])
        sheet.addRow(['柳湾', 'A1', 3])
        sheet.addRow(['', 'A2', 4])
        sheet.addRow(['文庙', 'B1', 5])
        sheet.mergeCells('A2:A3')
      }),
  ],
  [
    'two sheets, the table on the second',
    () =>
      xlsx((workbook) => {
        workbook.addWorksheet('说明').addRow(['请在第二个表里填写'])
        const sheet = workbook.addWorksheet('数据')
        sheet.addRow(['编号', '社区', '个数'])
        for (const row of ROWS) sheet.addRow(row)
      }),
  ],
  [
    'rich text, numbers as text, a code with a leading zero kept as text',
    () =>
      xlsx((workbook) => {
        const sheet = workbook.addWorksheet('表')
        sheet.addRow(['编号', '社区', '个数'])
        sheet.addRow([{ richText: [{ text: 'A' }, { text: '1' }] }, '柳湾', '3'])
        sheet.addRow(['A2', { text: '柳湾', hyperlink: 'https://example.com' }, 4])
        sheet.addRow(['B1', '文庙', 5])
      }),
  ],
  ['cells parted by tabs', () => ({ bytes: Buffer.from(lines('\t')), filename: 'x.txt' })],
  ['cells parted by semicolons', () => ({ bytes: Buffer.from(lines(';')), filename: 'x.csv' })],
  [
    'Excel’s “Unicode text”: UTF-16 with tabs',
    () => ({ bytes: Buffer.from(`\ufeff${lines('\t')}`, 'utf16le'), filename: 'x.txt' }),
  ],
  ['lines ended by CR alone', () => csv(lines(',').replaceAll('\r\n', '\r'))],
  [
    'other columns first, a title above',
    () => csv('投放桶台账,,', '个数,社区,编号', '3,柳湾,A1', '4,柳湾,A2', '5,文庙,B1'),
  ],
  ['full-width digits and thousands', () => csv('编号,社区,个数', 'A1,柳湾,３', 'A2,柳湾,4.0', 'B1,文庙,５')],
  [
    'tags with a prefix, as other programs write them',
    async () => {
      const plain = await xlsx((workbook) => {
        const sheet = workbook.addWorksheet('表')
        sheet.addRow(['编号', '社区', '个数'])
        for (const row of ROWS) sheet.addRow(row)
      })
      const prefixed = Object.entries(unzipSync(plain.bytes)).map(([name, xml]) => {
        const text = strFromU8(xml)
        const isMain = /^xl\/(?:workbook|sharedStrings|styles|worksheets\/sheet1)\.xml$/.test(name)
        return [
          name,
          isMain ? strToU8(text.replace(/<(\/?)(?=\w+[\s/>])/g, '<$1x:').replace(/xmlns="/g, 'xmlns:x="')) : xml,
        ] as const
      })
      return { bytes: Buffer.from(zipSync(Object.fromEntries(prefixed))), filename: 'x.xlsx' }
    },
  ],
  [
    'an old tab behind the new one, which was dragged to the front; a hidden one before both',
    async () => {
      const plain = await xlsx((workbook) => {
        workbook.addWorksheet('藏').addRows([
          ['编号', '社区', '个数'],
          ['X1', '旧', 9],
        ])
        workbook.addWorksheet('2029').addRows([
          ['编号', '社区', '个数'],
          ['X2', '旧', 9],
        ])
        workbook.addWorksheet('2030').addRows([['编号', '社区', '个数'], ...ROWS])
      })
      const files = unzipSync(plain.bytes)
      const tabs = [...strFromU8(files['xl/workbook.xml'] ?? new Uint8Array()).matchAll(/<sheet [^>]*>/g)].map(
        ([tag]) => tag,
      )
      const moved = [tabs[0]?.replace(/state="visible"/, 'state="hidden"'), tabs[2], tabs[1]].join('')
      files['xl/workbook.xml'] = strToU8(
        strFromU8(files['xl/workbook.xml'] ?? new Uint8Array()).replace(tabs.join(''), moved),
      )
      return { bytes: Buffer.from(zipSync(files)), filename: 'x.xlsx' }
    },
  ],
]
