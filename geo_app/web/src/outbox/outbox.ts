/** The outbox: every write of this device goes in here first, and stays until the server has said what became of it. */
import { computed, ref, shallowRef, watch } from 'vue'
import { asProblem, Problem, send } from '@/api/http'
import { forget } from '@/devices/lost'
import { t } from '@/i18n'
import { account } from '@/session'
import { all, keys, put, remove } from './database'
import { deviceId, deviceName, newId } from './device'
import { sendPictures } from './pictures'
import type { Delta, Fate, Writing } from './types'

const BATCH = 20
const EVERY_MS = 30_000
const REMEMBERED = 60 // applied ones that are still shown
const STATES: Record<Fate['state'], Delta['state']> = { applied: 'applied', waiting: 'held', conflict: 'conflict', refused: 'refused', dropped: 'dropped' }

export const deltas = shallowRef<Delta[]>([])
export const picturesLeft = ref(0)
export const problem = shallowRef<Problem | null>(null) // why nothing leaves at the moment
export const applied = ref(0) // counts up with every delta that the server has taken: whoever shows records asks again

const mine = computed(() => deltas.value.filter(({ username }) => username === account.value?.username))
export const own = computed(() => [...mine.value].sort((a, b) => b.made_at.localeCompare(a.made_at)))
export const waiting = computed(() => mine.value.filter(({ state }) => state === 'waiting' || state === 'held'))
export const troubled = computed(() => mine.value.filter(({ state }) => state === 'conflict' || state === 'refused'))
export const strange = computed(() => deltas.value.filter(({ username, state }) => username !== account.value?.username && state === 'waiting').length)

/** What has not left, in words that name no nought: "5 records, 1 photo". */
export const leftWords = computed(() => {
  const [n, photos] = [waiting.value.length, picturesLeft.value]
  const words = [n && t('outbox.records', { n }), photos && t('outbox.photos', { n: photos })]
  return words.filter(Boolean).join(t('app.and'))
})

/** Make a delta: a plain copy, as what a screen holds still changes, and the disk takes no proxies. */
export function delta(writing: Writing, title: string, id = newId()): Delta {
  const plain = JSON.parse(JSON.stringify(writing)) as Writing
  return { ...plain, id, username: account.value?.username ?? '', made_at: new Date().toISOString(), title, state: 'waiting', fate: null }
}

/** Into the outbox: resolved when the disk of the phone has it. Sending goes on by itself. */
export async function keep(...made: Delta[]): Promise<void> {
  await put(...made.map((each): ['delta', Delta] => ['delta', each]))
  deltas.value = [...deltas.value, ...made]
  void navigator.storage?.persist?.().catch(() => undefined)
  void flush()
}

let running: Promise<void> | null = null
/** Send what waits. Two tabs never send at once where the browser can tell; twice does no harm anyway. */
export function flush(): Promise<void> {
  running ??= alone(sendAll).finally(() => { running = null })
  return running
}

/** How many records of whomever are still on this device alone. */
export const unsent = async (): Promise<number> => (await all('delta')).filter(({ state }) => state === 'waiting').length

async function alone(work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = navigator.locks // none on plain http
  if (locks) await locks.request('outbox', work)
  else await work()
}

/** What is not over: sent, or asked about again, as another device of the same person may have decided it. */
const unasked = (asked: ReadonlySet<string>): Delta[] => [...waiting.value, ...troubled.value].filter(({ id }) => !asked.has(id)).slice(0, BATCH)

async function sendAll(): Promise<void> {
  if (!account.value) return
  deltas.value = await all('delta')
  try {
    const asked = new Set<string>()
    for (let some = unasked(asked); some.length; some = unasked(asked)) {
      const fates = await send<Fate[]>('/api/deltas', { method: 'PUT', body: { device: deviceId(), name: deviceName(), clock: new Date().toISOString(), deltas: some.map(({ id, type, made_at, body }) => ({ id, type, made_at, body })) } })
      await learn(fates)
      some.forEach(({ id }) => asked.add(id))
    }
    picturesLeft.value = await sendPictures(account.value.username)
    problem.value = null
  } catch (fault) {
    problem.value = asProblem(fault)
    if (problem.value.body.revoked) await forget()
    picturesLeft.value = (await keys('picture')).length
  }
}

async function learn(fates: Fate[]): Promise<void> {
  const known = new Map(fates.map((fate) => [fate.id, fate]))
  const changed = deltas.value.filter(({ id }) => known.has(id)).map((each): Delta => {
    const fate = known.get(each.id) as Fate
    return { ...each, fate, state: STATES[fate.state] }
  })
  await change(...changed)
  const taken = changed.filter(({ state }) => state === 'applied' || state === 'dropped')
  applied.value += taken.length
  const over = own.value.filter(({ state }) => state === 'applied' || state === 'dropped').slice(REMEMBERED)
  if (over.length) await remove('delta', ...over.map(({ id }) => id))
}

async function change(...changed: Delta[]): Promise<void> {
  await put(...changed.map((each): ['delta', Delta] => ['delta', each]))
  const news = new Map(changed.map((each) => [each.id, each]))
  deltas.value = deltas.value.map((each) => news.get(each.id) ?? each)
}

/** Decide a conflict: theirs stands, or mine is taken after all. A fault is the caller's to show; where the answer is
 * lost, what became of it is asked anew. */
export async function settle(id: string, choice: 'mine' | 'theirs'): Promise<void> {
  try {
    await learn([await send<Fate>(`/api/deltas/${id}/settle`, { body: { choice } })])
  } catch (fault) {
    const left = deltas.value.find((each) => each.id === id)
    if (left && asProblem(fault).status === 0) await change({ ...left, state: 'waiting' })
    throw fault
  }
}

/** Everything that the server may not have, as one file: for whoever must send it by another way. */
export async function asFile(): Promise<Blob> {
  const pictures = await all('picture')
  const bytes = pictures.map(({ hash, bytes }) => ({ hash, base64: btoa([...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte)).join('')) }))
  return new Blob([JSON.stringify({ device: deviceId(), at: new Date().toISOString(), deltas: deltas.value, pictures: bytes })], { type: 'application/json' })
}

let started = false
/** From the start of the app on: when somebody is there, on every sign of a network, and every half minute. */
export function watchOutbox(): void {
  if (started) return
  started = true
  const look = (): void => { if (document.visibilityState === 'visible') void flush() }
  window.addEventListener('online', look)
  document.addEventListener('visibilitychange', look)
  setInterval(() => { if (waiting.value.length || picturesLeft.value) look() }, EVERY_MS)
  watch(account, (now) => { if (now) look() }, { immediate: true })
}
