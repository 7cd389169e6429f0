// What an error code is made of. A kind decides the HTTP status; the text is what the person reads.
export type ErrorKind =
  | 'invalid' // 400: the input has the wrong shape
  | 'unauthenticated' // 401: nobody is signed in, or the session has ended
  | 'forbidden' // 403: this role may never do this
  | 'notFound' // 404: does not exist, or lies outside what the actor may see
  | 'conflict' // 409: the thing is in another state, full, or being changed right now
  | 'refused' // 422: a rule says no
  | 'tooMany' // 429: slow down
  | 'unavailable' // 503: a part we need is down; try again

export type ErrorTable = Record<string, { kind: ErrorKind; text: string }>

export const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  refused: 422,
  tooMany: 429,
  unavailable: 503,
}
