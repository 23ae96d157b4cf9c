/** What the server says and hears, in the words of the HTTP contract. */
import type { Geometry } from 'geojson'

export * from '@/assessments/types'

export type Colour = 'red' | 'orange' | 'yellow' | 'blue'
export type Graded = Colour | 'none'
export type Role = 'viewer' | 'inspector' | 'editor' | 'approver' | 'admin'
export type Fields = Record<string, unknown>

export interface DivisionName { code: string; name: string }

export interface Account {
  id: number
  username: string
  name: string
  role: Role
  role_label: string
  divisions: DivisionName[]
  demo: boolean
  must_change: boolean // the password was set by somebody else
}

export interface LayerField {
  name: string
  title: string
  title_en: string
  type: 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'choice' | 'phone' | 'credit_code'
  unit: string
  required: boolean
  kept?: boolean // by the map itself
  ends?: boolean // the entry has expired after this day
  choices: [value: string, zh: string, en: string][]
  minimum: number | null
  maximum: number | null
}

export interface Ring { metres: number; title: string; title_en: string; basis: string; basis_en: string; unverified: boolean }

/** How features from a level on are drawn, and what that means. */
export interface Look { at_least: number; colour: string; dash: number[]; sign: string; title: string; title_en: string }

export interface Layer {
  name: string
  title: string
  title_en: string
  description: string
  description_en: string
  source: 'site' | 'division' | 'buffer' | 'zone' | 'gap' | 'joint_region' | 'relocation_target' | 'opinion' | 'visit' | 'finding' | 'neighbour_zone'
  geometry: 'point' | 'line' | 'polygon' | 'any'
  group: 'division' | 'hazard' | 'protection' | 'resource' | 'patrol' | 'zone'
  order: number
  glyph: string
  colour: string // 'risk' or a hex of its own
  graded: boolean
  methods: string[]
  review_months: number
  of: string | null
  rings: Ring[]
  dash: number[]
  looks: Look[]
  shown: boolean
  can_edit: boolean
  fields: LayerField[]
  count: number
}

export type Bounds = [west: number, south: number, east: number, north: number]

export interface MapAnswer {
  style: import('maplibre-gl').StyleSpecification
  bounds: Bounds
  basemap: { url: string; attribution: string } | null
}

export interface LayerSummary {
  layer: string
  total: number
  red: number
  orange: number
  yellow: number
  blue: number
  none: number
  stale: number
}

export interface Found {
  id: number
  layer: string
  name: string
  code: string | null
  division_name: string | null
  colour: Colour | null
  lon: number
  lat: number
}

export interface Division {
  code: string
  name: string
  full_name: string
  level: number
  bbox: Bounds | null
  has_children: boolean
}

export interface Site {
  id: number
  layer: string
  name: string
  code: string | null
  division: DivisionName | null
  geometry: Geometry
  lon: number
  lat: number
  fields: Fields
  colour: Colour | null
  stale: boolean
  method: string | null
  assessed_on: string | null
  review_on: string | null
  demo: boolean
  source: string | null
  status: 'active' | 'retired'
  version: number
  changed_by: string
  changed_at: string
  can_edit: boolean
  kept_by: string | null // the joined county whose database alone changes it
}

export interface SiteVersion {
  version: number
  since: string
  until: string | null
  by: string
  reason: string
  changes: { field: string; title: string; title_en: string; old: unknown; new: unknown; old_en: unknown; new_en: unknown }[] // values in words where there are words
}

export interface Residents {
  metres: number
  people: number // of the settlements with a number on file
  is_complete: boolean // … which are all of them
  settlements: {
    id: number | null // null: beyond one's own divisions; counted all the same
    name: string
    residents: number | null
    distance_m: number
    people_counted: number | null
    share: number
  }[]
  without_residents: { id: number | null; name: string; distance_m: number }[]
  note: string
  note_en: string
}

/** What the server answers when somebody else changed the site meanwhile (412). */
export interface Conflict { current: Site; yours: Fields }
