/** Typed as it is heard: small letters, full width, blanks and dashes do not matter. Not for what was scanned. */
export const typedCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]+/g, '')
