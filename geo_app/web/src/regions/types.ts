/** Joint prevention-and-control regions as the server tells them. */
import type { Geometry } from 'geojson'
import type { Colour } from '@/api/types'

export type Stage = 'proposed' | 'accepted' | 'ended'
export type Crossing = 'village' | 'township' | 'county' | 'city' | 'province'
export type RecordType = 'drill' | 'check' | 'meeting' | 'other'
export type SameTrade = 'class' | 'group' | 'division' | 'section' | 'any'

interface Member {
  site_id: number
  name: string
  layer: string
  division_name: string | null
  colour: Colour | null
  unit: string | null
  trade: string | null // GB/T 4754; null where nobody knows it
  trade_title: string
  trade_title_en: string
  form: string | null
  form_en: string | null
  is_lead: boolean
}
export interface RegionMember extends Member { reason: string; retired: boolean; can_open: boolean }
export interface ProposedMember extends Member { trade_how: string }

export interface RegionLine {
  id: number
  name: string
  stage: Stage
  colour: Colour | null
  members: number
  lead_unit: string | null
  division: string
  division_name: string | null
  crosses: Crossing | null
  demo: boolean
  changed_at: string
  changed_by: string
  version: number
}

export interface RegionRecord {
  id: number
  type: RecordType
  on: string
  unit: string | null
  content: string
  result: string | null
  recorded_by: string
  recorded_at: string
}

export interface Region extends RegionLine {
  basis: string
  basis_en: string
  within_m: number | null
  colour_method: string
  colour_method_en: string
  duties: string | null
  drawn_by: string
  lead_site_id: number | null
  reason: string
  member_list: RegionMember[]
  divisions: { code: string; name: string; level: Crossing }[]
  borders: { level: Crossing; one: string; other: string; length_m: number }[]
  records: RegionRecord[]
  geometry: Geometry
  can_edit: boolean
  kept_by: string | null
}

export interface RegionVersion {
  version: number
  since: string
  until: string | null
  by: string
  reason: string
  members: number
  changes: { field: string; title: string; old: string | null; old_en: string; new: string | null; new_en: string }[]
  joined: { site_id: number; name: string }[]
  left: { site_id: number; name: string }[]
}

export interface Wish {
  division: string
  basis: 'distance' | 'zones' | 'both'
  within_m: number
  same_trade: SameTrade
  same_form: boolean
  least_members: number
}

export interface ProposedRegion {
  name: string
  member_ids: number[]
  members: ProposedMember[]
  colour: Colour | null
  lead_site_id: number
  lead_unit: string
  basis: string
  basis_en: string
  within_m: number
  extent_m: number
  already: number | null
  geometry: Geometry
}

export interface Preview { sites: number; found: number; unknown_trade: number; notes: string[]; notes_en: string[]; regions: ProposedRegion[] }
