/** The project that a person describes on the siting page, and the body that asks the rules about it. */
import type { Geometry } from 'geojson'
import type { LocationQuery } from 'vue-router'
import { computed, reactive, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Found, LayerField, Site } from '@/api/types'
import { faultsOf, typedFields, valueOf, type Faults, type Typed } from '@/sites/values'
import type { Asked, Catalogue, Opinion, ProjectType, Question } from './types'

export interface Draft {
  type: ProjectType | null
  act: string
  name: string
  typed: Typed
  footprint: Geometry | null
  own: Found[] // what it extends or rebuilds
}

/** Only what stands already can be extended or rebuilt. */
export const extendsSites = (act: string): boolean => act === 'expand' || act === 'rebuild'

/** A site as the search finds it. */
export const foundOf = ({ id, layer, name, code, division, colour, lon, lat }: Site): Found => ({ id, layer, name, code, division_name: division?.name ?? null, colour, lon, lat })

export const asField = (question: Question): LayerField => ({ ...question, required: false, minimum: null, maximum: null })

/** What is still lacking before the rules can be asked. */
export function lacks(draft: Draft): 'type' | 'footprint' | 'faults' | null {
  if (!draft.type) return 'type'
  if (Object.keys(faultsIn(draft)).length) return 'faults'
  return draft.footprint ? null : 'footprint'
}

export const faultsIn = ({ type, typed }: Draft): Faults => faultsOf(type?.questions.map(asField) ?? [], typed)

/** What is to be built without where; null while something is lacking. Unanswered questions are left out. */
export function describedOf(draft: Draft): Omit<Asked, 'footprint' | 'name'> | null {
  if (!draft.type || Object.keys(faultsIn(draft)).length) return null
  const answers = draft.type.questions.map((question) => [question.name, valueOf(asField(question), draft.typed[question.name] ?? '')] as const)
  return {
    type: draft.type.type,
    act: draft.act,
    fields: Object.fromEntries(answers.filter(([, value]) => value !== null)),
    own: extendsSites(draft.act) ? draft.own.map(({ id }) => id) : [],
  }
}

/** The question to the server; null while something is lacking. */
export function askedOf(draft: Draft): Asked | null {
  const described = describedOf(draft)
  return described && draft.footprint ? { ...described, name: draft.name.trim(), footprint: draft.footprint } : null
}

/** The project that an address names: of an opinion, or of a row of a run. */
export async function begunWith({ opinion, run, row }: LocationQuery): Promise<Asked | null> {
  if (Number(opinion)) return (await get<Opinion>(`/api/opinions/${Number(opinion)}`)).project
  if (!Number(run) || !Number(row)) return null
  const [found] = await get<{ id: number; asked: Asked }[]>(`/api/screening-runs/${Number(run)}/rows`, { after: Number(row) - 1, limit: 1, as_of: '' })
  return found?.id === Number(row) ? found.asked : null
}

export interface Described { draft: Draft; asked: ComputedRef<Asked | null>; choose: (type: ProjectType | null) => void; takeUp: (project: Asked, catalogue: Catalogue) => void }

export function useDraft(): Described {
  const draft = reactive<Draft>({ type: null, act: 'new', name: '', typed: {}, footprint: null, own: [] }) as Draft
  function choose(type: ProjectType | null): void {
    draft.type = type
    // what was answered to a question that the new type asks too stays answered
    draft.typed = { ...typedFields(type?.questions.map(asField) ?? [], {}), ...Object.fromEntries(Object.entries(draft.typed).filter(([name]) => type?.questions.some((each) => each.name === name))) }
  }
  /** Begins from a project that was asked about before. */
  function takeUp(project: Asked, { types }: Catalogue): void {
    const type = types.find((each) => each.type === project.type) ?? null
    choose(type)
    Object.assign(draft, { act: project.act, name: project.name, footprint: project.footprint, typed: typedFields(type?.questions.map(asField) ?? [], project.fields), own: [] })
  }
  return { draft, asked: computed(() => askedOf(draft)), choose, takeUp }
}
