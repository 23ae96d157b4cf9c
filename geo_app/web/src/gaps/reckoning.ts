/** How a gap comes about, step by step, and how it looks on the map. */
import type { Step } from '@/api/types'
import { count, metres, MISSING } from '@/format'
import { inLanguage, t } from '@/i18n'
import type { Look, MapRow } from '@/ledgers/looks'
import zh from '@/locales/zh'
import type { Gap, Verdict } from './types'

export const VERDICTS: Verdict[] = ['short', 'unchecked', 'kept']
const LOOKS: Record<Verdict, Look> = { short: 'strong', unchecked: 'open', kept: 'quiet' }

export const length = (m: number | null): string => (m === null ? MISSING : metres(m))
/** The wind of a line, of sixteen; the server says it in Chinese. */
export const directionOf = ({ direction }: Gap): string => (direction ? (t('gaps.winds').split(' ')[zh.gaps.winds.split(' ').indexOf(direction)] ?? direction) : '')
/** What the rule is called. */
export const ruleOf = (gap: Gap): string => inLanguage(gap.rule_title, gap.rule_title_en)
/** Why nobody could check it, or what else is to be known of it. */
export const reasonOf = (gap: Gap): string => inLanguage(gap.reason, gap.reason_en)
export const targetName = (gap: Gap): string => gap.target?.name ?? t('gaps.noTarget')

/** Required, measured, shortfall and people, each with where it comes from. */
export function stepsOf(gap: Gap): Step[] {
  const step = (title: string, text: string, value: number | null, clause = '', confidence = '', unverified = false): Step => ({ title, text, value: value === null ? null : Number(value.toFixed(1)), unit: value === null ? '' : 'm', clause, confidence, unverified })
  const steps = [step(t('gaps.required'), `${ruleOf(gap)} · ${inLanguage(gap.effect_label, gap.effect_label_en)}`, gap.required_m, gap.clause, gap.confidence, !gap.verified)]
  const way = t('gaps.measuredHow', { from: inLanguage(gap.measured_from, gap.measured_from_en), source: gap.source.name, target: targetName(gap), direction: directionOf(gap) })
  steps.push(gap.measured_m === null ? step(t('gaps.measured'), reasonOf(gap) || t('gaps.notMeasured'), null) : step(t('gaps.measured'), way, gap.measured_m))
  if (gap.required_m !== null && gap.measured_m !== null && gap.shortfall_m !== null) {
    steps.push(step(t('gaps.shortfall'), `${metres(gap.required_m)} − ${metres(gap.measured_m)}`, gap.shortfall_m))
  }
  steps.push({ ...step(t('gaps.people'), gap.people === null ? t('gaps.peopleUnknown') : t('gaps.peopleHow', { n: count(gap.people) }), gap.people), unit: '' })
  if (gap.reason && gap.measured_m !== null) steps.push(step(t('gaps.note'), reasonOf(gap), null))
  return steps
}

/** The line of a gap on the map, with its metres when it is pointed at. */
export function asRow(gap: Gap): MapRow {
  const told = gap.measured_m === null ? '' : gap.required_m === null ? metres(gap.measured_m) : `${metres(gap.measured_m)} / ${metres(gap.required_m)}`
  return { id: gap.id, geometry: gap.geometry, look: LOOKS[gap.verdict], label: told }
}

/** Short first, then what nobody has checked; the worst shortfall first. */
export const worstFirst = (gaps: Gap[]): Gap[] =>
  [...gaps].sort((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || (b.shortfall_m ?? 0) - (a.shortfall_m ?? 0))
