/** Word of changes while a page is open: the server says which layers changed, the page asks again. Where the line does
 * not hold (an old proxy, no EventSource), the same happens every minute. */
import { onScopeDispose, ref, watch } from 'vue'
import { asOf } from '@/api/http'
import { reloadLayers } from '@/layers'
import { current } from '@/map/current'
import { reloadTiles } from '@/map/style'
import { look } from '@/notices/inbox'
import { isOnline } from '@/screen'
import { account } from '@/session'

const EVERY_MS = 60_000
const NOTICE = 'notice'

/** Counts up with every word of a change by whomever: lists that should stay true look again. */
export const heard = ref(0)

/** Listens as long as the calling component lives and somebody is logged in. */
export function watchChanges(): void {
  let line: EventSource | null = null
  let holds = false
  let missed = false // while the page was hidden

  function changed(kinds: string[]): void {
    if (document.hidden) { missed = true; return }
    if (!kinds.length || kinds.includes(NOTICE)) void look()
    if (asOf.value || kinds.every((kind) => kind === NOTICE) && kinds.length) return
    heard.value += 1
    if (current.value) reloadTiles(current.value)
    void reloadLayers().catch(() => undefined)
  }
  function close(): void {
    line?.close()
    line = null
    holds = false
  }
  function open(): void {
    close()
    if (!account.value || !isOnline.value || typeof EventSource === 'undefined') return
    line = new EventSource('/api/changes')
    line.addEventListener('open', () => { holds = true })
    line.addEventListener('changed', (event: MessageEvent<string>) => changed(JSON.parse(event.data) as string[]))
    line.addEventListener('error', () => { holds = false })
  }
  const back = (): void => {
    if (document.hidden || !missed) return
    missed = false
    changed([])
  }
  const timer = setInterval(() => { if (account.value && !holds) changed([]) }, EVERY_MS)
  watch([() => account.value?.username, isOnline], open, { immediate: true })
  document.addEventListener('visibilitychange', back)
  onScopeDispose(() => {
    close()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', back)
  })
}
