/** Relocation targets as the server tells them. */
import type { Geometry } from 'geojson'
import type { SiteName, Verdict } from '@/gaps/types'

export type Stage = 'proposed' | 'accepted' | 'planned' | 'moving' | 'done' | 'dropped'
export type Mode = 'in_place' | 'relocate' | 'close'

export interface Reason {
  reason: string
  title: string
  title_en: string
  value: number | null
  unit: string
  unit_en: string
  points: number
  weight: number
  text: string
  text_en: string
  clause: string
  confidence: string
  verified: boolean
}

export interface Relocation {
  id: number
  site: SiteName
  score: number
  rank: number
  mode: Mode
  mode_label: string
  stage: Stage
  stage_label: string
  deadline_on: string | null
  mode_why: string
  mode_why_en: string
  overdue: boolean
  reasons: Reason[]
  park: { id: number; name: string } | null
  decided_by: string | null
  decided_on: string | null
  decision: string | null
  progress: { on: string; by: string; text: string }[]
  division: string
  version: number
  geometry: Geometry
  changed_by: string
  kept_by: string | null
  changed_at: string
}

export interface Register { stages: Partial<Record<Stage, number>>; overdue: number; targets: Relocation[]; next: number | null }
export interface Proposed { proposed: number; updated: number; withdrawn: number }

export interface ParkCandidate {
  park: { id: number; name: string }
  distance_km: number
  may_take: boolean | null // null: not all could be checked
  score: number
  checks: { check: string; title: string; title_en: string; verdict: Verdict; text: string; text_en: string; clause: string; confidence: string; verified: boolean }[]
}

export interface RelocationVersion {
  version: number
  since: string
  until: string | null
  by: string
  reason: string
  stage: Stage
  mode: Mode
  score: number
  deadline_on: string | null
  park_id: number | null
}

export interface Weight { reason: string; title: string; title_en: string; weight: number; full_at: number; unit: string; unit_en: string; clause: string; confidence: string; verified: boolean }
