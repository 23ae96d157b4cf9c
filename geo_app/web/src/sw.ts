/// <reference lib="webworker" />
/** Keeps the pages of the app on the device, so that it opens without a network. Data is kept by the pages themselves. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
const SERVERS_OWN = [/^\/(api|tiles|collections|openapi)/] // pages that the server makes

cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html'), { denylist: SERVERS_OWN }))
self.addEventListener('message', (event: ExtendableMessageEvent) => { if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting() })
self.addEventListener('activate', (event) => { event.waitUntil(self.clients.claim()) })
