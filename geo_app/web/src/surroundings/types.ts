/** What stands and is drawn around a site, as the server tells it. */
import type { Feature, Geometry } from 'geojson'
import type { Colour, Fields, MethodInput, Step } from '@/api/types'

/** `people` is the whole only where `is_complete`; `without` names those whose number nobody has entered. */
export interface Count { people: number; is_complete: boolean; without: string[] }

export interface Sector { sector: number; name: string; name_en: string; from_deg: number; to_deg: number; downwind_share: number | null; people: Count; settlements: string[]; targets: number }

export interface ExposedRing {
  metres: number | null
  people: Count
  day: Count
  night: Count
  slow: Count
  settlements: { id: number | null; name: string; residents: number | null; distance_m: number; share: number; people_counted: number | null }[]
  targets: { id: number | null; name: string; category: string | null; protection_class: string | null; people: number | null; distance_m: number; sector: number | null }[]
  by_class: { protection_class: string | null; label: string; label_en: string; count: number; people: number; without_people: number }[]
  sectors: Sector[]
  downwind_people: number | null
  note: string
}
export interface SiteExposure { site_id: number; zone_id: number | null; measured_from: string; from_point: boolean; rings: ExposedRing[] }

export interface DrawnZone { id: number; title: string; metres: number | null; level: number | null; value: number | null; unit: string; meaning: string; area_m2: number; confidence: string }

/** One act of drawing: a ring, a scenario with its zones, an imported file of contours. */
export interface Drawing {
  drawing: string
  layer: 'site_ring' | 'scenario_zone' | 'risk_contour'
  title: string
  basis: string
  by: string
  at: string
  note: string
  source: string
  model: string | null
  inputs: Fields | null
  steps: Step[] | null
  confidence: string
  warning: string
  zones: DrawnZone[]
}

export interface Equation {
  name: string
  title: string
  title_en: string
  description: string
  words: string
  source: string
  validity: string[]
  inputs: MethodInput[]
  thresholds: { value: number; unit: string; level: number; meaning: string; meaning_en: string; clause: string; confidence: string }[]
  warning: string
  warning_en: string
}
export interface Reach { value: number; unit: string; level: number; meaning: string; meaning_en: string; distance_m: number | null; note: string; clause: string; confidence: string }
export interface Screening { model: string; title: string; inputs: Fields; steps: Step[]; result: Fields; reaches: Reach[]; words: string; source: string; confidence: string; warning: string; warning_en: string }

export interface ContourPreview {
  file_name: string
  field: string | null
  fields: string[]
  contours: { type: 'FeatureCollection'; features: Feature<Geometry, { level: number | null; level_text: string; meaning: string; limit_of: string; confidence: string }>[] }
  issues: { row: number; code: string; title: string; reason: string; remedy: string; blocks: boolean; value: string }[]
  good: number
  bad: number
  drawing: Drawing | null
}

export interface FlowPath {
  site_id: number
  drawn_from: string
  line: Geometry
  corridor: Geometry
  length_m: number
  wanted_m: number
  width_m: number
  is_complete: boolean
  clause: string
  confidence: string
  people: number | null
  overhead: boolean | null // null: cannot be said, the notes tell why
  inside: { id: number | null; kind: string; role: string; name: string; people: number | null; along_m: number; distance_m: number }[]
  notes: string[]
}

export interface MineLine { id: number; subject: string; part: string; title: string; name: string; metres: number | null; clause: string; confidence: string; is_verified: boolean; note: string; geometry: Geometry }

export interface ParkPlant { id: number; name: string; colour: Colour | null; stated_park: string | null; workers: number | null; distance_m: number }
export interface ParkMembers {
  id: number
  name: string
  has_boundary: boolean
  capacity: number | null
  control_line: Geometry | null
  inside: ParkPlant[]
  outside: ParkPlant[]
  sensitive: { id: number | null; kind: string; name: string | null; people: number | null }[]
  notes: string[]
}

export interface Occupation {
  id: number
  name: string
  occupied: number
  strips: { metres: number; title: string; title_en: string; basis: string; confidence: string; is_verified: boolean; sites: { id: number | null; kind: string; name: string | null; distance_m: number }[] }[]
  notes: string[]
}
