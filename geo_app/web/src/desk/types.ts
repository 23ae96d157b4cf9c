/** The supervision desk as the server tells it. */
import type { Graded } from '@/api/types'

export interface Pile { name: string; title: string; title_en: string; visits: number; findings: number }
export interface OverdueCounts { day: string; total: Pile; townships: Pile[]; colours: Pile[]; trades: Pile[] }
export interface Late { what: 'visit' | 'finding'; site_id: number | null; uid: string | null; name: string; words: string; visitor: string; colour: Graded; trade: string; township: string; since: string; days: number }
export interface Figure { figure: string; title: string; title_en: string; kind: 'count' | 'share'; meaning: string; meaning_en: string }
export interface Line { code: string; name: string; figures: Record<string, number | null> }
export interface Month { month: string; first: string; last: string; figures: Figure[]; lines: Line[] }
