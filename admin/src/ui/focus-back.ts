// Where the keyboard was before a dialogue: a dialogue that is taken off the page all at once leaves the focus nowhere.
import { useEffect, useState } from 'react'

/** For a dialogue that is on the page only while it is open: when it goes, what opened it has the focus again. */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // After the dialogue's own parting, which would otherwise have the last word.
      setTimeout(() => {
        if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body)
          opener.focus()
      })
    },
    [opener],
  )
}
