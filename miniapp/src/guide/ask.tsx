// A word nobody knows, handed to the staff. Relies on the queue of the guide; the answer comes as a notice and in the
// next edition. Invariant: what was typed survives a failed submit and a kill.
import Taro, { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import { guide } from '@shared/guide/contract'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { searchFor } from '@/lib/search-word'
import { readStored, removeStored, writeStored } from '@/lib/storage'
import { Button } from '@/ui/Button'
import { Field } from '@/ui/inputs'
import { Notice } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'

const DRAFT = 'guide-ask'
type Draft = { word: string; note: string }

function Ask() {
  const { params } = useRouter()
  const handed = params['word'] ? decodeURIComponent(params['word']) : ''
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readStored<Draft>(DRAFT)
    return handed && kept?.word !== handed ? { word: handed, note: '' } : (kept ?? { word: '', note: '' })
  })
  const id = useRef<string | null>(null)
  const signIn = useSignIn()
  const ask = useWrite(guide.ask, { refreshes: [guide.myQuestions] })
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    writeStored(DRAFT, next)
    setDraft(next)
  }
  const submit = async () => {
    if (!(await signIn.ask('登录以后，工作人员答复了才能告诉您'))) return
    id.current ??= await newId()
    const note = draft.note.trim()
    const done = await ask.run({ id: id.current, word: draft.word.trim(), ...(note ? { note } : {}) })
    if (!done) return
    removeStored(DRAFT)
    void Taro.redirectTo({ url: `/guide/questions?asked=${encodeURIComponent(done.word)}` })
  }
  return (
    <Screen
      title="问工作人员"
      bottom={
        <Button
          id="submit"
          kind="primary"
          loading={ask.busy}
          disabled={draft.word.trim() === ''}
          onClick={() => {
            void submit()
          }}
        >
          提交提问
        </Button>
      }
    >
      <Notice>工作人员会查证后答复，答复会放进下一版指南，也会在“消息”里告诉您。</Notice>
      {ask.error && <ErrorState error={ask.error} />}
      {ask.error?.code === 'GUIDE_WORD_KNOWN' && <Button onClick={() => searchFor(draft.word)}>现在就查</Button>}
      <Field
        id="word"
        label="什么东西"
        value={draft.word}
        onChange={(word) => {
          id.current = null
          change({ word })
        }}
        max={30}
        placeholder="例如：硅胶折叠水壶"
      />
      <Field
        id="note"
        label="补充说明（可以不填）"
        value={draft.note}
        onChange={(note) => {
          id.current = null
          change({ note })
        }}
        max={60}
        hint="什么材料、多大、干净还是脏"
      />
      {signIn.sheet}
    </Screen>
  )
}

export { Ask as default }
