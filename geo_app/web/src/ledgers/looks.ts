/** How a row of a ledger looks on its map: risk in its colour, all else in ink, paper and grey. */
import type { Geometry } from 'geojson'
import type { Graded } from '@/api/types'
import { GRADES } from '@/map/state'
import { token } from '@/theme'

export type Look = Graded | 'strong' | 'quiet' | 'open' | 'way'

export interface MapRow {
  id: number
  geometry: Geometry
  look: Look // strong: needs an act; quiet: in order; open: nobody knows; way: where something is to go
  label?: string // shown when the row is pointed at
}

export const isGrade = (look: Look): look is Graded => (GRADES as readonly Look[]).includes(look)

/** The colour of a look in the theme that is on. */
export function colourOf(look: Look): string {
  if (look === 'none') return token('--risk-none-ring')
  if (look === 'strong') return token('--text')
  if (look === 'quiet' || look === 'open') return token('--line-strong')
  return look === 'way' ? token('--link') : token(`--risk-${look}`)
}

export const isDashed = (look: Look): boolean => look === 'open' || look === 'way'
