/** What this account should hear of: how many are unseen, looked at every minute and when the page comes back. */
import { onScopeDispose, ref, watch } from 'vue'
import { get, send } from '@/api/http'
import { account } from '@/session'

export interface Notice {
  id: number
  kind: string
  title: string
  title_en: string
  text: string
  text_en: string
  layer: string | null
  site_id: number | null
  link: string
  created_at: string
  created_by: string
  seen: boolean
}
export interface Inbox { unseen: number; notices: Notice[] }

const PAUSE_MS = 60_000
export const unseen = ref(0)

/** A count that cannot be had is no fault to trouble anybody with: the next minute asks again. */
export async function look(): Promise<void> {
  if (!account.value || document.hidden) return
  unseen.value = await get<Inbox>('/api/notices', { limit: 0, as_of: '' }).then((inbox) => inbox.unseen, () => unseen.value)
}

/** Keeps the count fresh as long as the calling component lives. */
export function watchInbox(): void {
  const timer = setInterval(() => void look(), PAUSE_MS)
  const back = (): void => void look()
  document.addEventListener('visibilitychange', back)
  watch(account, (now) => {
    unseen.value = 0
    if (now) void look()
  }, { immediate: true })
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', back)
  })
}

export async function see(notice: Notice): Promise<void> {
  if (notice.seen) return
  await send(`/api/notices/${notice.id}/seen`)
  unseen.value = Math.max(0, unseen.value - 1)
}

export async function seeAll(upTo: number): Promise<void> {
  await send('/api/notices/seen', { body: { up_to: upTo } })
  await look()
}
