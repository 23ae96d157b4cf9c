/** Long work from its making to its end: made ready, run in the background, followed. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, get, send, type Problem } from './http'

export interface Work { id: number; status: string }
export interface Followed<T> {
  work: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  make: (body: unknown, way?: string) => Promise<boolean>
  open: (id: number) => Promise<void>
  run: () => Promise<void>
  stop: () => Promise<void>
  forget: () => void
}

const PAUSE_MS = 700 // between two looks at the progress

export function useFollowed<T extends Work>(door: string, ended: () => void = () => undefined): Followed<T> {
  const work = shallowRef(null) as ShallowRef<T | null>
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function during(asked: () => Promise<T>): Promise<boolean> {
    clearTimeout(timer)
    busy.value = true
    problem.value = null
    try {
      work.value = await asked()
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
    const id = work.value?.id
    if (work.value?.status !== 'running') return
    timer = setTimeout(() => {
      void get<T>(`${door}/${id}`).then((now) => {
        if (work.value?.id !== id) return
        work.value = now
        problem.value = null
        if (now.status === 'done') ended()
      }, (fault: unknown) => { problem.value = asProblem(fault) }).finally(follow)
    }, PAUSE_MS)
  }

  const make = (body: unknown, way = ''): Promise<boolean> => during(() => send<T>(door + way, { body }))
  async function open(id: number): Promise<void> {
    if (await during(() => get<T>(`${door}/${id}`))) follow()
  }
  async function run(): Promise<void> {
    const id = work.value?.id
    if (!(await during(() => send<T>(`${door}/${id}/run`)))) return
    if (work.value?.status === 'done') ended()
    follow()
  }
  async function stop(): Promise<void> {
    await during(() => send<T>(`${door}/${work.value?.id}/stop`))
    follow()
  }
  function forget(): void {
    clearTimeout(timer)
    work.value = null
    problem.value = null
  }
  return { work, problem, busy, make, open, run, stop, forget }
}
