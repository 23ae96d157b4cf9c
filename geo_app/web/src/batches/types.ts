/** Batches of assessments as the server tells them. */
import type { Colour, Graded } from '@/api/types'

export type BatchStatus = 'ready' | 'running' | 'done' | 'interrupted'

export interface BatchLine {
  id: number
  source: 'file' | 'renewal'
  layer: string
  method: string
  variant: string
  file_name: string
  status: BatchStatus
  total: number
  done: number // finished, failed ones included
  failed: number
  counts: Partial<Record<Graded, number>>
  message: string
  actor: string
  started_at: string
}

export interface Batch extends BatchLine {
  columns: { header: string; input: string | null; title: string | null }[]
}

export interface BatchRow {
  id: number
  number: number // as a person counts the rows of the file
  code: string
  name: string
  site_id: number | null
  state: 'pending' | 'done' | 'failed'
  colour: Colour | null
  assessment_id: number | null
  error: string
  remedy: string
}

export interface Renewal {
  layer: string
  method: string
  sites: number[]
  confirmed: boolean
  assessed_on: string | null
}
