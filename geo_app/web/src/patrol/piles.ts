/** My work in piles: what is overdue, what is due this week, what comes later; in each the nearest first, or the gravest. */
import type { Fix } from '@/outbox/types'
import { away } from './fix'
import type { Due } from './types'

export interface Line extends Due { metres: number | null }
export type PileName = 'late' | 'week' | 'later'
const GRAVE: Due['colour'][] = ['red', 'orange', 'yellow', 'blue', 'none']
const WEEK = 7

export function pilesOf(rows: Due[], fix: Fix | null, done: ReadonlySet<number>): { name: PileName; rows: Line[] }[] {
  const lines = rows.filter(({ id }) => !done.has(id)).map((row): Line => ({ ...row, metres: away(fix, row) }))
  const pileOf = ({ days }: Due): PileName => (days < 0 ? 'late' : days <= WEEK ? 'week' : 'later')
  return (['late', 'week', 'later'] as const)
    .map((name) => ({ name, rows: lines.filter((row) => pileOf(row) === name).sort(nearer) }))
    .filter((pile) => pile.rows.length)
}

function nearer(one: Line, other: Line): number {
  if (one.metres !== null && other.metres !== null) return one.metres - other.metres
  return GRAVE.indexOf(one.colour) - GRAVE.indexOf(other.colour) || one.next_due.localeCompare(other.next_due) || one.id - other.id
}
