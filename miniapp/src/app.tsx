// Where the mini-program starts: polyfills first, then what lives as long as the program (reads, outbox).
// Relies on Taro calling `App` once. Nothing of a feature is imported here, or it would land in the main package.
import './lib/polyfills'
import { QueryClientProvider } from '@tanstack/react-query'
import Taro, { useLaunch, usePageNotFound } from '@tarojs/taro'
import type { ReactNode } from 'react'
import { startOutbox } from './lib/outbox/outbox'
import { platform } from './lib/platform/platform'
import { connectQueries, queryClient } from './lib/query'
import { watchMissingPages } from './ui/missing-page'
import { watchPrivacy } from './ui/PrivacyHost'
import './app.scss'

function App({ children }: { children?: ReactNode }) {
  useLaunch(() => {
    connectQueries()
    startOutbox()
    watchPrivacy()
    platform.watchTouch()
    watchMissingPages()
  })
  // An old link or a typing error leads to the first page, never to an empty one.
  usePageNotFound(() => {
    void Taro.switchTab({ url: '/pages/home' })
  })
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
}

export { App as default }
