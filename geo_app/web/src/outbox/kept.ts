/** What was read from the server last, for when it cannot be reached: the same answer with its age. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { asProblem, get, Problem, type Query } from '@/api/http'
import { account } from '@/session'
import { one, put } from './database'

export interface Kept<T> { answer: ShallowRef<T | null>; problem: ShallowRef<Problem | null>; since: Ref<string | null>; waiting: Ref<boolean>; again: () => Promise<void> }

/** The answer of the server, or the last one kept on this phone; `since` says from when where it is an old one. */
export async function getKept<T>(path: string, query: Query = {}): Promise<{ answer: T; since: string | null }> {
  const key = `${account.value?.username ?? ''} ${path} ${JSON.stringify(query)}`
  try {
    const answer = await get<T>(path, { ...query, as_of: '' })
    void put(['kept', { path: key, at: new Date().toISOString(), answer }]).catch(() => undefined)
    return { answer, since: null }
  } catch (fault) {
    const known = asProblem(fault).status === 0 ? await one('kept', key).catch(() => undefined) : undefined
    if (!known) throw fault
    return { answer: known.answer as T, since: known.at }
  }
}

/** The same for a screen, asked again when what it depends on changes. */
export function useKept<T>(ask: () => [path: string, query?: Query] | null, on: WatchSource[] = []): Kept<T> {
  const answer = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const since = ref<string | null>(null)
  const waiting = ref(false)
  let round = 0
  async function again(): Promise<void> {
    const asked = ask()
    if (!asked) return
    const now = ++round
    waiting.value = true
    try {
      const found = await getKept<T>(...asked)
      if (now !== round) return
      answer.value = found.answer
      since.value = found.since
      problem.value = null
    } catch (fault) {
      if (now === round) problem.value = asProblem(fault)
    }
    waiting.value = false
  }
  watch(on, () => void again())
  onScopeDispose(() => { round++ })
  void again()
  return { answer, problem, since, waiting, again }
}
