// A word typed on another page, handed to the tab 分类: switching to a tab carries no query.
// Invariant: a word is handed over once; whoever shows the tab takes it.
//
//   searchFor('奶茶杯')                          keeps the word and opens the tab
//   const word = useSearchWord()                on the tab; clearSearchWord() once it is taken over
import Taro from '@tarojs/taro'
import { create } from 'zustand'

const store = create<{ word: string }>(() => ({ word: '' }))

export function searchFor(word: string): void {
  store.setState({ word: word.trim() })
  void Taro.switchTab({ url: '/pages/guide' })
}

export const useSearchWord = (): string => store((state) => state.word)
export const clearSearchWord = (): void => store.setState({ word: '' })
