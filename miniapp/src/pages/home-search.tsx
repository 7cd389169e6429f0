// Looking for a thing on the first page: answers stand below while one types. Invariant: what answers is fetched at the
// first touch of the field, not before, and a failure to fetch it says so and can be tried again.
import { View } from '@tarojs/components'
import { useState, type ComponentType } from 'react'
import { searchFor } from '@/lib/search-word'
import { Button } from '@/ui/Button'
import { Find } from '@/ui/Find'
import { Notice, Skeleton } from '@/ui/layout'

type Found = ComponentType<{ question: string }>

export function HomeSearch({ word, onChange }: { word: string; onChange: (word: string) => void }) {
  const question = word.trim()
  const [found, setFound] = useState<{ Shown: Found } | 'failed' | null>(null)
  const load = () => {
    if (found !== null && found !== 'failed') return
    import('./home-found').then(
      ({ Found: Shown }) => setFound({ Shown }),
      () => setFound('failed'),
    )
  }
  return (
    <View className="home-search">
      <Find
        id="search"
        label="想扔什么？"
        placeholder="想扔什么？如奶茶杯"
        value={word}
        max={40}
        onChange={(typed) => {
          load()
          onChange(typed)
        }}
        onFocus={load}
        onDone={() => {
          if (question) searchFor(question)
        }}
      />
      {question !== '' && (
        <View className="home-search__found">
          {found === null && <Skeleton rows={2} />}
          {found === 'failed' && (
            <Notice
              tone="warn"
              action={
                <Button small onClick={load}>
                  再试一次
                </Button>
              }
            >
              没有网络，这一部分还没有下载。
            </Notice>
          )}
          {found !== null && found !== 'failed' && <found.Shown question={question} />}
        </View>
      )}
    </View>
  )
}
