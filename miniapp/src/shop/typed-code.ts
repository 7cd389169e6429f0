/** Typed as it is heard: small letters, full width, blanks and dashes do not matter. A scanned text is left as it is. */
export const typedCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, '')
