/** The site of a visit: from the work that this phone keeps, else from the server; and which checklist it is visited with. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, Problem } from '@/api/http'
import type { Graded, Site } from '@/api/types'
import { t } from '@/i18n'
import { getKept } from '@/outbox/kept'
import type { Checklist, Work } from './types'

export interface VisitedSite { id: number; name: string; colour: Graded; address: string | null; lon: number; lat: number; checklist: string; list: { title: string; title_en: string } }

export function useSite(id: () => number): { site: ShallowRef<VisitedSite | null>; problem: Ref<Problem | null>; again: () => Promise<void> } {
  const site = shallowRef<VisitedSite | null>(null)
  const problem = ref<Problem | null>(null)
  async function again(): Promise<void> {
    problem.value = null
    try {
      site.value = await find(id())
    } catch (fault) {
      problem.value = asProblem(fault)
    }
  }
  void again()
  return { site, problem, again }
}

async function find(id: number): Promise<VisitedSite> {
  const lists = (await getKept<Checklist[]>('/api/checklists')).answer
  const due = (await getKept<Work>('/api/work')).answer.rows.find((row) => row.id === id)
  const known = due ?? (await fromServer(id))
  const list = lists.find(({ name }) => name === known.checklist)
  if (!list) throw new Problem(0, t('patrol.noChecklist'), t('app.retry'))
  return { ...known, list }
}

async function fromServer(id: number): Promise<Omit<VisitedSite, 'list'>> {
  const { answer: site } = await getKept<Site>(`/api/sites/${id}`)
  const { answer: list } = await getKept<Checklist>(`/api/sites/${id}/checklist`)
  const address = typeof site.fields.address === 'string' ? site.fields.address : null
  return { id, name: site.name, colour: site.colour ?? 'none', address, lon: site.lon, lat: site.lat, checklist: list.name }
}
