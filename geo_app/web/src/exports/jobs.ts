/** The exports that this person has asked for: begun, followed until they end, stopped. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { asProblem, get, send, type Problem } from '@/api/http'
import { jobAddress, type Order } from './order'
import type { Job } from './types'

const PAUSE_MS = 1000 // between two looks at what is under way
const UNDER_WAY = new Set(['ready', 'running', 'interrupted']) // what was interrupted goes on by itself

export interface Jobs {
  jobs: ShallowRef<Job[]>
  problem: ShallowRef<Problem | null>
  begin: (order: Order) => Promise<void>
  stop: (id: number) => Promise<void>
}

export function useJobs(): Jobs {
  const jobs = shallowRef<Job[]>([])
  const problem = shallowRef<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false
  onScopeDispose(() => {
    left = true
    clearTimeout(timer)
  })

  async function during(work: () => Promise<unknown>): Promise<void> {
    clearTimeout(timer)
    try {
      problem.value = null
      await work()
      jobs.value = await get<Job[]>('/api/export-jobs', { as_of: '' })
    } catch (fault) {
      problem.value = asProblem(fault)
    }
    if (!left && jobs.value.some(({ status }) => UNDER_WAY.has(status))) timer = setTimeout(() => void during(async () => {}), PAUSE_MS)
  }

  void during(async () => {})
  return {
    jobs,
    problem,
    begin: (order) => during(() => send<Job>(jobAddress(order))),
    stop: (id) => during(() => send<Job>(`/api/export-jobs/${id}/stop`)),
  }
}
