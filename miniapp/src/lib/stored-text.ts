// Words that a person is typing, kept on the phone until they are sent: an answer that is lost, a call or a kill takes
// nothing away. Relies on storage. Invariant: what is on screen is what is stored.
//
//   const reason = useStoredText(`contest/${entryId}`)       reason.text, reason.set(text), reason.clear() once it was
// sent
import { useState } from 'react'
import { readStored, removeStored, writeStored } from './storage'

const START = 'typed/'

export type StoredText = { text: string; set: (text: string) => void; clear: () => void }

/** @param name what is being written, e.g. "contest/<entry>" */
export function useStoredText(name: string): StoredText {
  const key = START + name
  const [text, setText] = useState(() => readStored<string>(key) ?? '')
  const set = (next: string) => {
    setText(next)
    try {
      writeStored(key, next)
    } catch {
      // A full phone: what was typed stays on screen, and is sent from there.
    }
  }
  const clear = () => {
    setText('')
    removeStored(key)
  }
  return { text, set, clear }
}
