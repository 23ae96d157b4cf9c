/** The lines of a screening in the order and the words in which a person reads them. */
import { count, metres, power } from '@/format'
import { inLanguage } from '@/i18n'
import type { Answer, Line, OpinionRow, Thing } from './types'

/** What fails and what nobody checked stand open and first; what holds or does not apply is folded away. */
export type Pile = 'fails' | 'not_checked' | 'advice' | 'holds' | 'not_applicable'
export const PILES: Pile[] = ['fails', 'not_checked', 'advice', 'holds', 'not_applicable']
export const isFolded = (pile: Pile): boolean => pile === 'holds' || pile === 'not_applicable'

/** A rule that only asks for a permit or gives a hint does not fail a project: its lines stand apart. */
const MILD = ['condition', 'notice']

export function pileOf({ answer, weight }: Pick<Line, 'answer' | 'weight'>): Pile {
  return answer === 'fails' && MILD.includes(weight) ? 'advice' : answer
}

/** The lines of each pile that has any. */
export function piled(lines: Line[]): { pile: Pile; lines: Line[] }[] {
  return PILES.map((pile) => ({ pile, lines: lines.filter((line) => pileOf(line) === pile) })).filter((each) => each.lines.length)
}

const METRE = ['米', 'm']

const FEW = 0.001 // below it only a power of ten says anything

/** 50, '米' -> "50.0 m"; 12, '万吨/年' -> "12 万吨/年"; 3e-6, '/年' -> "3×10⁻⁶ /年". */
export function quantity(value: number, unit: string): string {
  if (METRE.includes(unit)) return metres(value)
  const number = value > 0 && value < FEW ? power(value) : Number.isInteger(value) ? count(value) : String(Number(value.toFixed(4)))
  return unit ? `${number}\u2009${unit}` : number
}

/** What was required or measured, in the language that is on; empty where there is no figure. */
export const figureOf = (line: Line, side: 'required' | 'measured'): string => {
  const value = line[side]
  return value === null ? '' : quantity(value, inLanguage(line.unit, line.unit_en))
}
export const textOf = (line: Line): string => inLanguage(line.text, line.text_en)
export const thingOf = ({ id, name, name_en }: Thing): { id: number | null; name: string } => ({ id, name: inLanguage(name, name_en) })

/** Only what stands against a project, or was not looked at, can be overruled. */
export const mayOverrule = ({ answer }: { answer: Answer }): boolean => answer === 'fails' || answer === 'not_checked'

/** Opinions whose name or number holds these words. */
export function matching(rows: OpinionRow[], words: string): OpinionRow[] {
  const sought = words.trim().toLowerCase()
  return sought ? rows.filter(({ name, number }) => name.toLowerCase().includes(sought) || number.toLowerCase().includes(sought)) : rows
}
