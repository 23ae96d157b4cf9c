/** Alarms and readings as the server tells them. */
export interface Alarm { id: number; site_id: number; what: string; level: number; state: string; times: number; value: number | null; bound: number | null; raised_at: string; cleared_at: string | null; escalated_at: string | null; answered_at: string | null; answered_by: string | null; note: string | null; closed_at: string | null; closed_by: string | null; closed_why: string | null; name: string; unit: string; title: string; title_en: string; state_title: string; state_title_en: string; is_on: boolean; kept_by: string | null }
export interface Alarms { on: number; waiting: number; alarms: Alarm[] }
export interface Bucket { at: string; n: number; lowest: number; mean: number; highest: number }
export interface Chart { unit: string; seconds: number; first: string; last: string; last_at: string | null; last_value: number | null; limits: Record<string, number>; buckets: Bucket[] }
export const SPANS = ['day', 'week', 'month', 'year'] as const
export type Span = (typeof SPANS)[number]
export const SIGNS: Record<number, string> = { 1: '?', 2: '!', 3: '‼' }
