/** Patrol as the server tells it. */
import type { Graded } from '@/api/types'
import type { Answer, Fix } from '@/outbox/types'

export interface Question { key: string; question: string; question_en: string; sign: string; clause: string; confidence: string }
export interface Checklist { name: string; title: string; title_en: string; version: string; questions: Question[] }

export interface Due {
  id: number
  layer: string
  name: string
  colour: Graded
  next_due: string
  last_visit: string | null
  months: number
  clause: string
  confidence: string
  checklist: string
  address: string | null
  division_name: string | null
  lon: number
  lat: number
  findings: number
  days: number // negative: overdue
}
export interface Work { day: string; visitor: string; ahead: number; rows: Due[] }

export interface Photo { uid: string; phase: 'before' | 'after'; person: string; happened_at: string; fix: Fix | null; here: boolean }
export interface Visit { uid: string; name: string; person: string; visited_on: string; checklist: string; answers: Answer[]; asked: number; wrong: number; distance_m: number | null; fix: Fix | null; fix_reason: string; note: string; photos: Photo[] }

export interface FindingLine {
  uid: string
  number: string | null
  site_id: number | null
  name: string
  what: string
  state: string
  grade: 'general' | 'major'
  deadline_on: string | null
  days: number | null
  supervise_level: string | null
  person: string
  happened_at: string
  lon: number
  lat: number
}
export interface FindingPage { counts: Record<string, number>; overdue: number; rows: FindingLine[]; next: number | null }
export interface Offer { action: string; title: string; title_en: string; to: string; needs: string[]; photo: '' | 'after'; needs_reason: boolean; is_grave: boolean; barred: 'rights' | 'own' | null; clause: string; confidence: string }
export interface Step { uid: string; action: string; before: string; after: string; words: string; values: Record<string, string>; person: string; happened_at: string }
export interface Sign { sign: string; title: string; title_en: string; clause: string; confidence: string; why: string }
export interface Finding extends FindingLine {
  values: Record<string, string | null>
  fix: Fix | null
  fix_reason: string
  offers: Offer[]
  kept_by: string | null
  steps: Step[]
  photos: Photo[]
  signs: Sign[]
  papers: ('order' | 'recheck' | 'supervision')[]
  closed_on: string | null
}

export interface State { state: string; title: string; title_en: string; is_over: boolean }
export interface StepField { name: string; title: string; title_en: string; type: 'text' | 'date' | 'choice'; five: string; choices: [value: string, zh: string, en: string][] }
export interface Lifecycle { states: State[]; fields: StepField[]; days: { general: number; major: number }; poor_fix_m: number }
