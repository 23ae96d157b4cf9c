/** What the map finds by itself, beside the ledgers: domino pairs, plants outside parks, dangerous roads. */
import type { Geometry } from 'geojson'
import type { Colour, Graded, Step } from '@/api/types'
import type { Look } from '@/ledgers/looks'

/** `id` and `colour` are null beyond one's own divisions. */
export interface Hazard { id: number | null; name: string; layer: string; colour: Colour | null }
export interface Reach { by: 'ring' | 'zone' | 'gap'; name: string; name_en: string; metres: number | null; clause: string; clause_en: string; confidence: string; verified: boolean }
export interface Pair { key: string; a: Hazard; b: Hazard; distance_m: number; a_reaches_b: Reach[]; b_reaches_a: Reach[]; mutual: boolean; geometry: Geometry }
export interface Dominoes { pairs: Pair[]; truncated: boolean }

export interface Outsider {
  id: number
  name: string
  division: string | null
  colour: Colour | null
  enterprise_type: string | null
  stated_park: string | null
  nearest_id: number | null
  nearest: string | null
  distance_m: number | null
  flag: string
  flag_en: string
  clause: string
  confidence: string
  verified: boolean
  geometry: Geometry
}
export interface OutsideParks { parks: number; plants: number; outside: Outsider[]; notes: string[]; notes_en: string[] }

export interface Danger {
  danger: string
  title: string
  title_en: string
  state: 'near' | 'clear' | 'not_checked'
  within_m: number
  basis: string
  basis_en: string
  confidence: string
  verified: boolean
  site_id: number | null
  what: string | null
  distance_m: number | null
  geometry: Geometry | null
}
export interface Road { id: number; layer: string; name: string; division: string; colour: Colour | null; is_dangerous: boolean; geometry: Geometry; dangers: Danger[] }
export interface DangerousRoads { segments: number; dangerous: number; roads: Road[]; notes: string[]; notes_en: string[] }

/** One line of the list, whatever it was found by. `group` is what it can be filtered by. */
export interface Finding {
  key: string
  group: string
  colours: Graded[]
  title: string
  told: string
  clause: string
  verified: boolean
  metres: number | null
  steps: Step[]
  sites: { id: number | null; name: string }[]
  geometry: Geometry
  look: Look
}
export interface Found { summary: string; notes: string[]; findings: Finding[] }
