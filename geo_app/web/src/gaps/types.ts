/** The gap ledger as the server tells it: required against measured, for each source and target. */
import type { Geometry } from 'geojson'

export type Verdict = 'kept' | 'short' | 'unchecked'
export interface SiteName { id: number | null; name: string; layer: string }

export interface Gap {
  id: number
  verdict: Verdict
  source: SiteName
  target: SiteName | null // null: no single target, the reason says why
  rule: string
  rule_title: string
  rule_title_en: string
  effect: string
  effect_label: string
  effect_label_en: string
  required_m: number | null
  measured_m: number | null
  shortfall_m: number | null
  direction: string | null
  people: number | null
  clause: string
  confidence: string
  verified: boolean
  measured_from: string
  measured_from_en: string
  reason: string
  reason_en: string
  geometry: Geometry
  division: string
  version: number
  changed_at: string
}

export type GapCounts = Record<Verdict, number>
export interface RuleCounts extends GapCounts { rule: string; title: string; title_en: string }
export interface GapLedger { summary: GapCounts; rules: RuleCounts[]; gaps: Gap[]; next: number | null }

export interface OutOfReach { rule: string; title: string; title_en: string; required_m: number | null; clause: string; confidence: string; verified: boolean }
export interface SiteGaps { site_id: number; gaps: Gap[]; as_target: Gap[]; in_reach_of_none: OutOfReach[] }
