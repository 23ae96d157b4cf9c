/** What the enterprise's doors tell. */
import type { Colour } from '@/api/types'
import type { Checklist } from '@/patrol/types'

export interface Invitation { id: number; name: string; made_by: string; made_at: string; expires_at: string; used_at: string | null }
export interface Spot { code: string | null; address: string; svg: string }
export type ReportState = 'waiting' | 'accepted' | 'rejected'
export interface PublicReport { uid: string; site_id: number; name: string; layer: string; what: string; contact: string; photos: number; received_at: string; state: ReportState; reviewed_by: string | null; reviewed_at: string | null; words: string }

export interface ToRectify { uid: string; number: string | null; what: string; state: string; grade: 'general' | 'major'; measure: string | null; deadline_on: string | null }
export interface Guest { name: string; expires_at: string; site_id: number; site: string; colour: Colour | null; checklist: Checklist; findings: ToRectify[] }
export interface OpenSpot { site: string; division: string | null; telephones: { number: string; title: string; title_en: string }[] }
