/** Something asked of the server by a screen: waiting, answered or failed, and asked again when what it depends on changes. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { asProblem, type Problem } from './http'

export interface Asked<T> {
  answer: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  waiting: Ref<boolean>
  again: () => Promise<void>
}

/** `ask` gets a signal that aborts it when a newer question makes it pointless; null from `ask` means: nothing to ask. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T> | null, on: WatchSource[] = [], pause = 0): Asked<T> {
  const answer = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const waiting = ref(false)
  let running: AbortController | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  async function again(): Promise<void> {
    running?.abort()
    const mine = (running = new AbortController())
    waiting.value = true
    try {
      const found = await ask(mine.signal)
      if (mine.signal.aborted) return
      answer.value = found
      problem.value = null
    } catch (fault) {
      if (mine.signal.aborted) return
      problem.value = asProblem(fault)
    }
    waiting.value = false
  }

  watch(on, () => {
    waiting.value = true // from the same moment on, so that nobody takes the old answer for the new one
    clearTimeout(timer)
    timer = setTimeout(() => void again(), pause)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
  })
  void again()
  return { answer, problem, waiting, again }
}
