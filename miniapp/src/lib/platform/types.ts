// What the program asks of the thing it runs in, whether WeChat or a browser.
// Both twins (weapp.ts, h5.ts) keep these promises; nothing outside this folder calls such an API directly, because in
// a browser Taro *resolves* what it cannot do.

export type Place = { longitude: number; latitude: number }
export type Consent = 'accept' | 'reject' | 'ban' | 'filter'

/** The id of the button that carries the agreement; WeChat checks that it was tapped. */
export const PRIVACY_BUTTON = 'agree-privacy'

/** Temporary paths of the pictures that were picked, and how many files could not be opened as pictures. */
export type Picked = { paths: string[]; unreadable: number }

/** A picture that was picked or kept earlier can't be read any more. */
export class PictureUnreadable extends Error {
  override name = 'PictureUnreadable'
}

export type Upload = {
  url: string
  filePath: string
  fields: Record<string, string>
  header: Record<string, string>
  timeoutMs: number
}

/** A camera that is open. `torch`: null where it has none. */
export type Watching = { torch: ((on: boolean) => void) | null; stop: () => void }

export type Platform = {
  readonly kind: 'weapp' | 'h5'
  /** A button with openType getPhoneNumber works here; where it doesn't, the number is typed. */
  readonly hasPhoneButton: boolean
  /** A camera can read codes here; where it can't, the code is typed (`CodeEntry` shows the right one). */
  readonly canScan: boolean
  /** The one-time code for signing in, or null where one signs in as a named demo person. */
  signInCode(): Promise<string | null>
  /** What the camera read, or null when the person turned back. */
  scan(): Promise<string | null>
  /**
   * Reads codes from a camera that stays open inside the element, where the browser can; null where it can't or may
   * not. WeChat has a component for it (`ScanView`).
   */
  watchCodes(elementId: string, onCode: (code: string) => void): Promise<Watching | null>
  /** Asks inside a tap whether messages may be sent (at most three templates); empty where there are none. */
  subscribe(templateIds: readonly string[]): Promise<Record<string, Consent>>
  /** WGS-84 position, or null when it is refused or unknown. */
  location(): Promise<Place | null>
  /** Milliseconds by a clock that nobody can set, where there is one; it never goes back. */
  steadyMs(): number
  /** Unpredictable bytes. */
  randomBytes(count: number): Promise<Uint8Array>
  isOnline(): Promise<boolean>
  /** Calls back with true or false on every change; returns the way to stop. */
  onNetworkChange(then: (online: boolean) => void): () => void
  /** Calls back whenever the program comes to the front. */
  onShow(then: () => void): () => void
  /**
   * Calls back when another window of this program has changed something stored; WeChat has one window only.
   */
  onStoredElsewhere(then: () => void): void
  vibrate(kind: 'short' | 'long'): void
  /** Pictures from the camera, or from camera or album; none when the person turned back. @param count at most */
  pickPictures(count: number, onlyCamera: boolean): Promise<Picked>
  /**
   * Sends one file as the form field `file`. Whatever the server answers is an answer; it always comes to an end.
   * @throws PictureUnreadable when there is nothing to send, any other error when the server could not be reached
   */
  sendFile(upload: Upload): Promise<{ statusCode: number; data: string }>
  /** Moves a temporary picture to where it survives a restart; answers the lasting path. */
  keepFile(temporaryPath: string): Promise<string>
  /** Forgets a kept picture; nothing happens when it is gone already. */
  dropFile(path: string): Promise<void>
  /** Calls back when WeChat wants the privacy guide agreed to before it gives something; the answer is given once. */
  onPrivacyAsked(then: (answer: (agreed: boolean) => void) => void): void
  /**
   * Hands a downloaded file to the person: saved in a browser, sent to a chat in WeChat. False when they turned back.
   */
  giveFile(path: string, name: string): Promise<boolean>
  /** Hands a text to the person as a file, as `giveFile` does; copied where the phone has no room for a file. */
  giveText(text: string, name: string): Promise<boolean>
  /** How much larger than usual the person has set all text (1 = usual). */
  fontScale(): number
  /**
   * Once at start: where pages are fetched one by one, they are kept for times without a network, and `ask` is asked
   * when one can't be opened now (true: try again).
   */
  watchRelease(ask: (why: 'offline' | 'failed') => Promise<boolean>): void
  /** Once at start: where there is a keyboard, it taps; where the program has to show a touch itself, it does. */
  watchTouch(): void
  /** A page has come to the front: the keyboard begins at its top, or where it was on it before. */
  pageShown(): void
  /** What has just come over the page takes the focus; the answer gives it back. */
  takeFocus(): () => void
}
