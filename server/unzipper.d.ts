// The one thing used of unzipper, which brings no types.
declare module 'unzipper' {
  import type { Duplex } from 'node:stream'

  const unzipper: {
    /** Its readable side gives one stream an entry, in the order of the archive. */
    Parse(options: { forceStream: true }): Duplex
  }
  export default unzipper
}
