// The worker that lets the residents' site open without a network: every file of one release is kept when it is first
// visited, and pages are then answered from there. scripts/service-worker.ts bundles it and fills in the list.
// Relies on Workbox. Invariants: a page gets all its files from one release; a new release waits until a page lets it
// take over (lib/platform/h5-release.ts); what the server answers (/api) is never kept here.
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'

declare const self: {
  __WB_MANIFEST: { url: string; revision: string | null }[]
  addEventListener(type: 'message', then: (event: { data: unknown }) => void): void
  skipWaiting(): Promise<void>
}

self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting()
})
clientsClaim()
cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
