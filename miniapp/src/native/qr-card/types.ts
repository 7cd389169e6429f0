// What the native card takes, for the compiler. The component itself is plain WeChat code (index.*).
export type QrCardProps = {
  /** What the camera reads. */
  content: string
  /** What a person types instead, 8 characters. */
  code: string
  /** Spoken in place of the picture. */
  label: string
  onRefresh?: (event: { detail: { content: string } }) => void
}
