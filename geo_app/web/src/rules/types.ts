/** Rule packs and the numbers of standards as the server tells them. */
import type { Colour, DivisionName } from '@/api/types'
import type { Change, Verdict } from '@/siting/types'

export interface Pack {
  name: string
  title: string
  title_en: string
  subject: string // a method
  subject_title: string
  subject_title_en: string
  variant: string
  version: string
  division: DivisionName | null // whom it is made for; null: everybody
  effective_on: string
  source: string
  confidence: string
  unverified: boolean
  chosen_for: { division: DivisionName; adopted_on: string; by: string; reason: string }[]
}

export interface ColourChange {
  site_id: number
  name: string
  layer: string
  old: Colour | null
  new: Colour | null
  stands: Colour | null // the colour of an override, which stays
}

export interface PackEffect {
  pack: string
  division: string
  assessed: number
  changes: ColourChange[]
  errors: { site_id: number; name: string; reason: string }[]
}

export interface PackChoice {
  subject: string
  subject_title: string
  pack: string
  pack_title: string
  version: string
  division: DivisionName
  adopted_on: string
  since: string
  by: string
  reason: string
  holds: boolean
}

export interface Confirmation {
  id: number
  table: string
  row: string
  title: string
  value: string
  clause: string
  reference: string
  by: string
  at: string
  withdrawn_by: string | null
  withdrawn_at: string | null
}

export interface StandardNumber {
  table: string
  table_title: string
  table_title_en: string
  row: string
  title: string
  title_en: string
  value: string
  value_en: string
  clause: string
  confidence: string
  unverified: boolean
  confirmation: Confirmation | null
}

export interface OwnDistance { rule: string; title: string; required_m: number | null; clause: string }

/** What a file of a county's own distances would change. */
export interface OwnPreview {
  rules: { rule: string; title: string; now_m: number | null; then_m: number | null }[] // now null: a new rule
  pairs: { rule: string; title: string; verdict: 'short' | 'unchecked' | 'kept'; now: number; then: number }[]
  opinions: { id: number; number: string; name: string; verdict: Verdict; would_be: Verdict; changes: Change[] }[]
}
