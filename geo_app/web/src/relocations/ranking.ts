/** What a score is made of, what may follow a stage, and what the map shows before and after the move. */
import type { Geometry } from 'geojson'
import type { Step } from '@/api/types'
import { inLanguage, t, titleOf } from '@/i18n'
import type { MapRow } from '@/ledgers/looks'
import type { Mode, Reason, Relocation, Stage } from './types'

export const STAGES: Stage[] = ['proposed', 'accepted', 'planned', 'moving', 'done', 'dropped']
export const MODES: Mode[] = ['relocate', 'in_place', 'close']

/** Decided and on the way: the plant leaves its place. */
const LEAVES: Stage[] = ['accepted', 'planned', 'moving', 'done']
export const leaves = ({ stage, mode }: Relocation): boolean => LEAVES.includes(stage) && mode !== 'in_place'

/** The parts of a score that count, the largest first, as shares of the whole scale. */
export function partsOf(reasons: Reason[]): (Reason & { share: number })[] {
  const scale = reasons.reduce((sum, { weight }) => sum + weight, 0) || 1
  return reasons.filter(({ points }) => points > 0).map((each) => ({ ...each, share: each.points / scale })).sort((a, b) => b.points - a.points)
}

/** 12.5 -> "12.5", 12 -> "12": points as the table of weights writes them. */
export const points = (n: number): string => String(Number(n.toFixed(1)))

export function stepsOf(reasons: Reason[]): Step[] {
  return reasons.map(({ value, points: got, weight, clause, confidence, verified, ...words }) => ({
    title: `${titleOf(words)} · ${t('relocations.pointsOf', { n: points(got), of: points(weight) })}`, text: inLanguage(words.text, words.text_en), value: value === null ? null : Number(value.toFixed(1)), unit: inLanguage(words.unit, words.unit_en), clause, confidence, unverified: !verified,
  }))
}

/** Stages that a person may choose next; the way back is always open. */
export const nextStages = (stage: Stage): Stage[] => (stage === 'proposed' ? ['accepted', 'dropped'] : STAGES.filter((each) => each !== stage))

/** Before: all targets where they stand. After: who leaves is gone, with the way to its park where that is known. */
export function mapRows(targets: Relocation[], after: boolean, ways: Map<number, Geometry>): MapRow[] {
  return targets.flatMap((target) => {
    const here: MapRow = { id: target.id, geometry: target.geometry, look: target.stage === 'dropped' ? 'quiet' : 'strong', label: target.site.name }
    if (!after || !leaves(target)) return [here]
    const way = ways.get(target.id)
    return way ? [{ ...here, geometry: way, look: 'way', label: target.park?.name }] : []
  })
}
