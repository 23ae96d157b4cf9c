/** One import from file to map: upload, match again, write, and follow the progress. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import { asProblem, get, send, type Problem } from '@/api/http'
import { sitesChanged } from '@/sites/changed'
import type { ColumnChoice, Import, Side } from './types'

const PAUSE_MS = 700 // between two looks at the progress

export interface Change { columns?: ColumnChoice; where?: Record<string, string>; crs?: number; datum?: string; decided?: Record<string, Side> }

export function useImport() {
  const run = shallowRef<Import | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref<'reading' | 'matching' | 'starting' | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function during(what: typeof busy.value, work: () => Promise<Import>): Promise<boolean> {
    busy.value = what
    problem.value = null
    try {
      run.value = await work()
      return true
    } catch (fault) {
      problem.value = asProblem(fault)
      return false
    } finally {
      busy.value = null
    }
  }

  function upload(file: File | string, layer: string, crs: number | null): Promise<boolean> {
    const form = new FormData()
    form.set(typeof file === 'string' ? 'text' : 'file', file)
    form.set('layer', layer)
    if (crs) form.set('crs', String(crs))
    return during('reading', () => send<Import>('/api/imports', { body: form }))
  }

  async function open(id: number): Promise<void> {
    clearTimeout(timer)
    if (await during('reading', () => get<Import>(`/api/imports/${id}`))) follow()
  }

  function change(wish: Change): Promise<boolean> {
    const id = run.value?.id
    return during('matching', () => send<Import>(`/api/imports/${id}`, { method: 'PATCH', body: wish }))
  }

  async function load(): Promise<void> {
    const id = run.value?.id
    if (await during('starting', () => send<Import>(`/api/imports/${id}/load`))) follow()
  }

  /** Asks again until the writing has come to an end; a lost answer is no end. */
  function follow(): void {
    if (run.value?.status !== 'loading') return
    const id = run.value.id
    timer = setTimeout(() => {
      void get<Import>(`/api/imports/${id}`).then((now) => {
        if (run.value?.id !== id) return
        run.value = now
        problem.value = null
        if (now.status === 'loaded') sitesChanged()
      }, (fault: unknown) => { problem.value = asProblem(fault) }).finally(follow)
    }, PAUSE_MS)
  }

  function forget(): void {
    clearTimeout(timer)
    run.value = null
    problem.value = null
  }

  return { run, problem, busy, upload, open, change, load, forget }
}
