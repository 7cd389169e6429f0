// What the native card takes, for the compiler. The component itself is plain WeChat code (index.*).
export type QrCardProps = {
  /** The squares, row by row; "1" is dark. */
  rows: readonly string[]
  /** What a person types instead. */
  code: string
  /** Spoken in place of the picture. */
  label: string
  onEnlarge?: (event: { detail: { code: string } }) => void
}
