/** Reviews and the plan of visits as the server tells them. */
import type { Colour, DivisionName, Graded } from '@/api/types'

export type Due = 'overdue' | '30d' | '90d'
export const DUES: Due[] = ['overdue', '30d', '90d']

export interface Review {
  id: number
  layer: string
  layer_title: string
  name: string
  code: string | null
  division: DivisionName | null
  colour: Colour | null
  method: string | null
  method_title: string | null
  method_title_en: string
  assessed_on: string
  review_on: string
  days: number // until the review; negative: overdue
  unit: string | null
  person: string | null
}

export interface ReviewPage { due: Due; day: string; total: number; rows: Review[]; next: string | null }

export interface ReviewCounts { overdue: number; in_30d: number; in_90d: number } // in_90d includes in_30d
export interface ReviewSummary { day: string; townships: (ReviewCounts & DivisionName)[]; total: ReviewCounts }

export interface Visit {
  id: number
  layer: string
  layer_title: string
  name: string
  code: string | null
  division: DivisionName | null
  colour: Graded
  visitor: string
  visitor_title: string
  months: number
  last_visit: string | null
  basis: string
  next_due: string
  visits: number
  clause: string
  confidence: string
  note: string
}

export interface Load { visitor: string; visitor_title: string; visitor_title_en: string; colour: Graded; sites: number; visits: number }

export interface PlanPage { from: string; to: string; counts: Load[]; total: number; rows: Visit[]; next: string | null }

export interface PlanRule {
  visitor: string
  visitor_title: string
  visitor_title_en: string
  layer: string // empty: every layer
  colour: Graded | '' // empty: every colour
  months: number | null
  clause: string
  confidence: string
  note: string
  overridden: boolean
}
