/** A screening and an opinion, in the words of the HTTP contract. */
import type { Geometry, LineString } from 'geojson'
import type { Fields, LayerField } from '@/api/types'

export type Group = 'hazard' | 'people' | 'industry' | 'line'
export type VerdictName = 'refused' | 'demonstration' | 'conditional' | 'clear'
export type Answer = 'fails' | 'not_checked' | 'holds' | 'not_applicable'
export type Stage = 'draft' | 'submitted' | 'signed' | 'withdrawn' | 'revoked'

export type Question = Pick<LayerField, 'name' | 'title' | 'title_en' | 'type' | 'unit' | 'choices'>
export interface ProjectType { type: string; layer: string; title: string; title_en: string; group: Group; questions: Question[] }
export interface Act { act: string; title: string; title_en: string }
export interface Catalogue { types: ProjectType[]; acts: Act[] }

/** What is asked of the rules. */
export interface Asked { type: string; act: string; name: string; footprint: Geometry; fields: Fields; own: number[] }

export interface Project extends Asked { type_title: string; type_title_en: string; act_title: string }
export interface Verdict { verdict: VerdictName; title: string; title_en: string; meaning: string; meaning_en: string }

export interface Thing { id: number | null; name: string; name_en: string; layer: string } // id null: beyond one's own divisions

export interface Line {
  key: string
  rule: string
  title: string
  title_en: string
  weight: string
  weight_title: string
  weight_title_en: string
  answer: Answer
  answer_title: string
  verdict: VerdictName
  text: string
  text_en: string // empty in opinions of before
  required: number | null // in `unit`
  measured: number | null
  unit: string
  unit_en: string
  thing: Thing | null
  between: LineString | null // the connection that was measured
  clause: string
  confidence: string
  verified: boolean
  data_on: string | null
  overruled: { reason: string; by: string; on: string } | null
}

export interface Screening {
  project: Project
  verdict: Verdict
  deciding: Line | null
  lines: Line[] // the gravest first
  notes: string[]
  notes_en: string[]
}

export interface Change { key: string; then: Line | null; now: Line | null } // null: it was not there

export type Action = 'submit' | 'return' | 'sign' | 'withdraw' | 'revoke'
/** A step from the stage of an opinion; `barred` says why this person cannot take it. */
export interface Move { action: Action; title: string; title_en: string; needs_reason: boolean; is_grave: boolean; barred: 'own' | 'rights' | null }

/** An opinion beside what would be said now; `same` lines read as they did. */
export interface Comparison {
  asked_at: string
  at: string
  rules_then: string
  rules_now: string
  verdict_then: Verdict
  verdict_now: Verdict
  same: number
  changes: Change[]
}

export interface Opinion extends Screening {
  id: number
  number: string
  code: string
  stage: Stage
  stage_title: string
  decided: Verdict // with the lines that people overruled
  drafted_by: string
  signed_by: string | null
  signed_on: string | null
  asked_at: string
  checked_at: string
  rules: string
  changed: Change[]
  version: number
  division: string
  drafter: string // the names that stand on paper
  signer: string | null
  moves: Move[]
  may_change: boolean
  kept_by: string | null
}

export interface Excluded {
  rule: string
  title: string
  title_en: string
  weight: string
  answer: Answer
  clause: string
  verified: boolean
  sites: number
  area_m2: number
  geometry: Geometry
}

export interface FoundPlace { rank: number; footprint: Geometry; margin_m: number | null; nearest_title: string | null; nearest_title_en: string | null; verdict: Verdict; deciding: Line | null }

export interface Feasible {
  area_m2: number
  feasible_m2: number
  feasible: Geometry
  excluded: Excluded[] // do not overlap
  everywhere: Line[] // what no place changes
  best: FoundPlace[]
  notes: string[]
  notes_en: string[]
}

export interface Tried { base: Screening; then: Screening; changes: Change[] }

export interface OpinionRow {
  id: number
  number: string
  name: string
  type_title: string
  type_title_en: string
  stage: Stage
  stage_title: string
  decided: Verdict
  drafter: string
  signer: string | null
  signed_on: string | null
  asked_at: string
  changes: number
}
