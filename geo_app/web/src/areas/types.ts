/** The standing colour of areas as the server tells it. */
import type { Colour, Graded, Step } from '@/api/types'

export interface AreaMethod {
  name: string
  title: string
  title_en: string
  formula: string
  formula_en: string
  clause: string
  confidence: string
}

export interface SiteCounts { counts: Record<Graded, number>; sites: number; assessed: number; stale: number }
export interface AreaLine extends SiteCounts { code: string; name: string; level: number; colour: Colour | null; value: number | null }
export interface AreaColours { code: string; by: AreaMethod; children: AreaLine[]; unplaced: SiteCounts | null }

export interface AreaCard extends AreaLine {
  full_name: string
  by: AreaMethod
  areas_m2: Partial<Record<Colour, number>> | null
  steps: Step[]
  deciding: { id: number; layer: string; layer_title: string; name: string; colour: Colour }[]
}
