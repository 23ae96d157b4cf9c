/** What a phone writes, and what became of it. */
export interface Fix { lon: number; lat: number; accuracy_m: number }
/** Where the device was; or why it does not know, or only roughly. */
export interface Placed { fix: Fix | null; fix_reason: string }

export interface Answer { key: string; question: string; answer: 'yes' | 'no' | 'unseen' }
export interface VisitBody extends Placed { site_id: number; checklist: string; version: string; answers: Answer[]; note: string; site_at?: { lon: number; lat: number } }
export interface FindingBody extends Placed { site_id: number | null; visit: string | null; what: string; question: string }
export interface StepBody extends Placed { finding: string; action: string; words: string; values: Record<string, string>; photos: string[]; seen: { state: string; values: Record<string, string | null> } }
export interface PhotoBody extends Placed { of: string; phase: 'before' | 'after'; hash: string }

export type Writing =
  | { type: 'visit'; body: VisitBody }
  | { type: 'finding'; body: FindingBody }
  | { type: 'step'; body: StepBody }
  | { type: 'photo'; body: PhotoBody }

/** What has changed meanwhile, told of a record that was taken. */
export type Note = 'site_retired' | 'site_moved' | 'outside' | 'checklist' | 'also_visited' | 'clock'

/** The server's word on a delta. */
export interface Side { title?: string; title_en?: string; action?: string; state?: string; by?: string; words?: string; values?: Record<string, string | null>; values_en?: Record<string, string | null> }
export interface Fate { id: string; state: 'applied' | 'waiting' | 'conflict' | 'refused' | 'dropped'; missing: string | null; notes: Note[]; message: string; remedy: string; message_en?: string; remedy_en?: string; mine: Side | null; theirs: Side | null }

/** A delta in the outbox: `waiting` until the server has heard of it, then the state that it told. */
export type Delta = Writing & { id: string; username: string; made_at: string; title: string; state: 'waiting' | 'held' | 'applied' | 'conflict' | 'refused' | 'dropped'; fate: Fate | null }

/** A photo whose bytes are not all on the server yet. */
export interface Picture { hash: string; username: string; bytes: ArrayBuffer; sent: number; fault: string }
