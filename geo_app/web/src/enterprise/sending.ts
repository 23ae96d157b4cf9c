/** What a guest wrote: kept in the page until the server has it; sent as often as it takes, taken once. */
import { computed, ref, shallowRef } from 'vue'
import { asProblem, Problem, send } from '@/api/http'
import { inLanguage } from '@/i18n'
import { deviceId, hashOf } from '@/outbox/device'
import { delta } from '@/outbox/outbox'
import { sendOne } from '@/outbox/pictures'
import type { Delta, Fate, Placed, Writing } from '@/outbox/types'
import type { Taken } from '@/patrol/write'

const PLACED: Placed = { fix: null, fix_reason: '企业自查' }
const DOOR = '/api/guest'

const box = shallowRef<Delta[]>([])
const pictures = shallowRef<{ hash: string; bytes: ArrayBuffer }[]>([])
export const sending = ref(false)
export const problem = shallowRef<Problem | null>(null)
export const unsent = computed(() => box.value.length + pictures.value.length)

type Unplaced<W> = W extends { type: infer T; body: infer B } ? { type: T; body: Omit<B, keyof Placed> } : never

/** Write something down, with its photos; sending begins when it is asked for. */
export async function write(writing: Unplaced<Writing>, photos: Taken[] = [], phase: 'before' | 'after' = 'before', uid?: string): Promise<Delta> {
  const made = placed(writing, uid)
  const of = made.type === 'step' ? made.body.finding : made.id
  const shown: Delta[] = []
  for (const { uid: number, bytes } of photos) {
    const hash = await hashOf(bytes)
    pictures.value = [...pictures.value, { hash, bytes }]
    shown.push(placed({ type: 'photo', body: { of, phase, hash } }, number))
  }
  box.value = [...box.value, ...(made.type === 'step' ? [...shown, made] : [made, ...shown])]
  return made
}

const placed = (writing: Unplaced<Writing>, uid?: string): Delta => delta({ ...writing, body: { ...writing.body, ...PLACED } } as Writing, '', uid)

/** Send all that waits; true when nothing is left. What the rules do not allow is told and goes. */
export async function sendAll(): Promise<boolean> {
  if (sending.value) return false
  sending.value = true
  problem.value = null
  try {
    if (box.value.length) await sendBox()
    for (const picture of pictures.value) {
      await sendOne(picture, `${DOOR}/photos`)
      pictures.value = pictures.value.filter((each) => each !== picture)
    }
  } catch (fault) {
    problem.value = asProblem(fault)
  }
  sending.value = false
  return !problem.value && !unsent.value
}

async function sendBox(): Promise<void> {
  const some = box.value
  const body = { device: deviceId(), clock: new Date().toISOString(), deltas: some.map(({ id, type, made_at, body: said }) => ({ id, type, made_at, body: said })) }
  const fates = await send<Fate[]>(`${DOOR}/deltas`, { method: 'PUT', body })
  box.value = box.value.filter((each) => !some.includes(each))
  const refused = fates.find(({ state }) => state === 'refused' || state === 'conflict')
  if (refused) problem.value = new Problem(400, inLanguage(refused.message, refused.message_en), inLanguage(refused.remedy, refused.remedy_en))
}
