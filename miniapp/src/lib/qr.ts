// The squares of a QR code, made on the phone. Relies on qrcode-generator. Short texts, which also stand on cards and
// labels, still read with a quarter of them covered (level Q); long ones, which stand on screens, get fewer and so
// larger squares (level M).
import qrcode from 'qrcode-generator'

const LONG = 60

/** Rows of squares from top to bottom; "1" is dark. @param content an address or code, plain ASCII */
export function qrRows(content: string): string[] {
  const qr = qrcode(0, content.length > LONG ? 'M' : 'Q')
  qr.addData(content)
  qr.make()
  const count = qr.getModuleCount()
  return Array.from({ length: count }, (_row, y) =>
    Array.from({ length: count }, (_square, x) => (qr.isDark(y, x) ? '1' : '0')).join(''),
  )
}

/** Dark runs of the rows, in squares from the top left. */
export function darkRuns(rows: readonly string[]): { x: number; y: number; length: number }[] {
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => ({ x: run.index, y, length: run[0].length })))
}
