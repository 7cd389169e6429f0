// Giving the dynamic code again before something weighty: one question however many requests wait for it.
// Relies on a form that the app has put in place (ui/StepUp); without one the refusal stands.

type Ask = () => Promise<boolean>

let ask: Ask | null = null
let asking: Promise<boolean> | null = null
let given = 0

/**
 * Puts the form in place that asks for the code; it resolves to whether the code was taken. Returns how to take it
 * away.
 */
export function askForCodeBy(form: Ask): () => void {
  ask = form
  return () => {
    if (ask === form) ask = null
  }
}

/** How many times a code was given so far; a request remembers it when it is sent. */
export const codesGiven = (): number => given

/**
 * Whether a request that was sent when `sentAt` codes had been given may be sent once more: a code was given since, or
 * is given now.
 */
export function giveCodeAgain(sentAt: number): Promise<boolean> {
  if (given > sentAt) return Promise.resolve(true)
  if (!ask) return Promise.resolve(false)
  asking ??= ask()
    .then((taken) => {
      if (taken) given += 1
      return taken
    })
    .finally(() => {
      asking = null
    })
  return asking
}
