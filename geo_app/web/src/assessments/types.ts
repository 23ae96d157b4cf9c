/** Methods and assessments, in the words of the HTTP contract. */
import type { Colour, Fields } from '@/api/types'

export interface Choice {
  value: string | number
  label: string
  label_en: string
  note: string
  confidence: string
}

export interface MethodInput {
  name: string
  title: string
  title_en: string
  type: 'choice' | 'number' | 'integer' | 'table' | 'text'
  unit: string
  choices: Choice[]
  required: boolean
  columns: MethodInput[]
  minimum: number
  maximum: number
  note: string
  fact: string // left empty, the map answers it …
  source: string // … and filled by hand, this other input must say where it comes from
}

export interface Method {
  name: string
  title: string
  title_en: string
  description: string
  clause: string
  variants: { name: string; title: string; title_en: string }[]
  inputs: MethodInput[]
  layers: string[]
}

export interface Substance {
  name: string
  aliases: string[]
  cas: string | null
  threshold_t: number
  beta: number | null
  clause: string
  confidence: string
  beta_clause: string
  beta_confidence: string
}

export interface Step {
  title: string
  text: string
  value: unknown
  unit: string
  clause: string
  confidence: string
  unverified: boolean // from memory only, and nobody has confirmed it
}

/** What the map counted for an assessment, and from which line. */
export interface Counted {
  metres: number
  measured_from: string
  from_boundary: boolean
  people: number
  settlements: { id: number | null; name: string; residents: number | null; share: number; distance_m: number; people_counted: number | null }[]
}

export interface Assessment {
  id: number | null // null: a preview, not kept
  method: string
  method_title: string
  method_title_en: string
  variant: string | null
  variant_title: string | null
  variant_title_en: string | null
  inputs: Fields
  steps: Step[]
  result: Fields
  clause: string
  confidence: string
  computed_colour: Colour | null // null: the method gives none here
  colour: Colour | null
  override: { reason: string; by: string } | null
  assessor: string
  assessed_on: string
  review_on: string
  standing: boolean
  reason: string // why this row is there
  changed_by: string
  pack: { name: string; version: string } | null // the rule pack whose numbers were used
  counted: Counted | null
  unfinished: string | null // what a preview still lacks before it can be kept
}
