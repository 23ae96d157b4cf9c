/** Random inspections: what is sealed, what was drawn, how far they have come. */
import type { Graded } from '@/api/types'

export type Slips = Record<Graded, number>
export interface Urn { units: Partial<Slips>; slips: number }
export interface DrawLine { id: number; title: string; division_name: string; units: number; number: number; sealed_at: string; drawn_at: string | null; inspected: number }
export interface Drawn { site_id: number; layer: string; name: string; code: string | null; colour: Graded | null; inspectors: string[]; visited_on: string | null; wrong: number | null }
export interface Draw extends DrawLine { seal: string; announced: string; commitment: string; per_unit: number; slips: number; inspectors: number; word: string | null; secret: string | null; drawn: Drawn[]; kept_by: string | null }

/** Lines of names, each with the units that a person withdraws from behind a colon. */
export function inspectorsOf(text: string): { name: string; withdraws: string }[] {
  return text.split('\n').map((line) => {
    const [name = '', ...rest] = line.split(/[:\uff1a]/)
    return { name: name.trim(), withdraws: rest.join(':').trim() }
  }).filter(({ name }) => name)
}
