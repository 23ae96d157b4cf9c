/** A phone that was reported as lost forgets what it has read, at the next word from the server. What was entered on it
 * and not sent yet stays: it is nobody else's to throw away. */
import { get } from '@/api/http'
import { dropArea } from '@/offline/area'
import { clear } from '@/outbox/database'
import { knownDevice } from '@/outbox/device'
import { forgetWho } from '@/session'

export async function forget(): Promise<void> {
  await clear('kept')
  await dropArea()
  forgetWho()
}

async function ask(): Promise<void> {
  const id = knownDevice()
  if (!id) return
  const told = await get<{ revoked: boolean }>(`/api/devices/${id}/standing`, { as_of: '' }).catch(() => null)
  if (told?.revoked) await forget()
}

/** From the start of the app on, logged in or not. */
export function watchStanding(): void {
  window.addEventListener('online', () => void ask())
  void ask()
}
