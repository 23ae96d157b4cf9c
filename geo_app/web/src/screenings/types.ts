/** Runs of screenings as the server tells them. */
import type { Asked, VerdictName } from '@/siting/types'

export type RunStatus = 'ready' | 'running' | 'stopped' | 'done' | 'interrupted'
export const VERDICTS: VerdictName[] = ['refused', 'demonstration', 'conditional', 'clear']
/** Which rows are shown. */
export type Only = '' | 'failed' | 'changed' | VerdictName

export interface Run {
  id: number
  source: 'file' | 'layer' | 'opinions'
  title: string
  status: RunStatus
  total: number
  done: number // finished, failed ones included
  failed: number
  changed: number // opinions that read otherwise
  verdicts: Partial<Record<VerdictName, number>>
  message: string
  actor: string
  started_at: string
}

export interface RunRow {
  id: number
  number: number // as a person counts the rows of the file
  name: string
  asked: Asked | Record<string, never>
  opinion_id: number | null
  state: 'pending' | 'done' | 'failed'
  verdict: VerdictName | null
  deciding: string
  deciding_en: string
  changes: number | null
  error: string
  remedy: string
}
