// Where the public page of certificates is, in words: a code alone may lead anywhere.
let publicUrl = ''
/** Where people reach this server; empty where it isn't known, as in the demo. */
export function configureCells(url: string | undefined): void {
  publicUrl = (url ?? '').replace(/\/+$/, '')
}
export const certificateAddress = (): string => `${publicUrl}/c/cells`
