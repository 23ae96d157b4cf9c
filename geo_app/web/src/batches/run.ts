/** One batch from its file to its answers: made ready, run in the background, followed. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import { asProblem, get, send, type Problem } from '@/api/http'
import { sitesChanged } from '@/sites/changed'
import type { Batch } from './types'

const PAUSE_MS = 700 // between two looks at the progress

export function useBatch() {
  const batch = shallowRef<Batch | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function during(work: () => Promise<Batch>): Promise<boolean> {
    clearTimeout(timer)
    busy.value = true
    problem.value = null
    try {
      batch.value = await work()
      return true
    } catch (fault) {
      problem.value = asProblem(fault)
      return false
    } finally {
      busy.value = false
    }
  }

  /** Asks again until it has come to an end; a lost answer is no end. */
  function follow(): void {
    const id = batch.value?.id
    if (batch.value?.status !== 'running') return
    timer = setTimeout(() => {
      void get<Batch>(`/api/batches/${id}`).then((now) => {
        if (batch.value?.id !== id) return
        batch.value = now
        problem.value = null
        if (now.status === 'done') sitesChanged()
      }, (fault: unknown) => { problem.value = asProblem(fault) }).finally(follow)
    }, PAUSE_MS)
  }

  const upload = (form: FormData): Promise<boolean> => during(() => send<Batch>('/api/batches', { body: form }))
  async function open(id: number): Promise<void> {
    if (await during(() => get<Batch>(`/api/batches/${id}`))) follow()
  }
  async function run(): Promise<void> {
    const id = batch.value?.id
    if (!(await during(() => send<Batch>(`/api/batches/${id}/run`)))) return
    if (batch.value?.status === 'done') sitesChanged()
    follow()
  }
  function forget(): void {
    clearTimeout(timer)
    batch.value = null
    problem.value = null
  }
  return { batch, problem, busy, upload, open, run, forget }
}
