/** What a change of pack comes to: how many places go from which colour to which. */
import type { Graded } from '@/api/types'
import type { ColourChange, Pack } from './types'

export interface Move { from: Graded; to: Graded; n: number }

/** The most frequent moves first. */
export function movesOf(changes: ColourChange[]): Move[] {
  const moves = new Map<string, Move>()
  for (const { old, new: now } of changes) {
    const from: Graded = old ?? 'none'
    const to: Graded = now ?? 'none'
    const move = moves.get(`${from} ${to}`) ?? { from, to, n: 0 }
    moves.set(`${from} ${to}`, { ...move, n: move.n + 1 })
  }
  return [...moves.values()].sort((a, b) => b.n - a.n)
}

export interface Subject { name: string; title: string; title_en: string; packs: Pack[] }

/** Packs by the method that they are for, in the order of the server. */
export function bySubject(packs: Pack[]): Subject[] {
  const subjects = new Map<string, Subject>()
  for (const pack of packs) {
    const subject = subjects.get(pack.subject) ?? { name: pack.subject, title: pack.subject_title, title_en: pack.subject_title_en, packs: [] }
    subject.packs.push(pack)
    subjects.set(pack.subject, subject)
  }
  return [...subjects.values()]
}

/** The pack that a division goes by: its own choice, else that of the nearest division above; null: none was chosen. */
export function packOf(subject: Subject, division: string): Pack | null {
  const above = subject.packs.flatMap((pack) => pack.chosen_for.filter(({ division: { code } }) => division.startsWith(code)).map((choice) => ({ pack, code: choice.division.code })))
  return above.reduce<(typeof above)[number] | null>((best, each) => (!best || each.code.length > best.code.length ? each : best), null)?.pack ?? null
}
