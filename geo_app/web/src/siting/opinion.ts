/** One opinion on the screen: read, changed by the version that was read, and what somebody else made of it meanwhile. */
import { Notify } from 'quasar'
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useAsked } from '@/api/asked'
import { asProblem, get, send, type Problem } from '@/api/http'
import { t } from '@/i18n'
import type { Action, Opinion } from './types'

export interface Desk {
  opinion: ShallowRef<Opinion | null>
  problem: ShallowRef<Problem | null>
  newer: ShallowRef<Opinion | null> // somebody else saved first
  busy: Ref<boolean>
  reload: () => Promise<void>
  overrule: (key: string, reason: string) => Promise<void>
  again: () => Promise<void>
  move: (action: Action, reason: string) => Promise<void>
  takeNewer: () => void
}

export function useOpinion(id: () => number): Desk {
  const { answer: opinion, problem, again: reload } = useAsked<Opinion>((signal) => get(`/api/opinions/${id()}`, { as_of: '' }, signal), [id])
  const newer = shallowRef<Opinion | null>(null)
  const busy = ref(false)
  watch(id, () => { opinion.value = null })

  /** A fault is thrown to whoever asked, except that somebody else was faster: then both versions are shown. */
  async function change(door: string, body: unknown, said: string): Promise<void> {
    const seen = opinion.value
    if (!seen) return
    busy.value = true
    try {
      opinion.value = await send<Opinion>(`/api/opinions/${seen.id}/${door}`, { body, version: seen.version })
      Notify.create({ message: said, timeout: 3000 })
    } catch (fault) {
      if (asProblem(fault).status !== 412) throw fault
      newer.value = await get<Opinion>(`/api/opinions/${seen.id}`, { as_of: '' })
    } finally {
      busy.value = false
    }
  }
  return {
    opinion, problem, newer, busy, reload,
    overrule: (key, reason) => change('overrule', { key, reason }, t(reason ? 'siting.overruled' : 'siting.restored')),
    again: () => change('again', {}, t('siting.screened')),
    move: (action, reason) => change('move', { action, reason }, t(`siting.${action}Done`)),
    takeNewer: () => {
      opinion.value = newer.value ?? opinion.value
      newer.value = null
    },
  }
}
