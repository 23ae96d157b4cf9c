/** Domino pairs as findings: which hazard reaches which, by what ring, zone or distance. */
import { count } from '@/format'
import { inLanguage, t } from '@/i18n'
import { step } from './step'
import type { Dominoes, Finding, Found, Hazard, Pair, Reach } from './types'

export const MUTUAL = 'mutual'
export const ONE_WAY = 'one_way'

export function dominoes({ pairs, truncated }: Dominoes): Found {
  const mutual = pairs.filter((pair) => pair.mutual).length
  const notes = truncated ? [t('findings.truncated', { n: count(pairs.length) })] : []
  return { summary: t('findings.dominoSummary', { n: count(pairs.length), mutual: count(mutual) }), notes, findings: pairs.map(found) }
}

function found(pair: Pair): Finding {
  const { a, b } = pair
  const [from, to] = pair.a_reaches_b.length ? [a, b] : [b, a]
  const reaches = [...pair.a_reaches_b, ...pair.b_reaches_a]
  const beyond = [a, b].filter(({ id }) => id === null).map(({ name }) => t('findings.beyond', { name }))
  return {
    key: pair.key,
    group: pair.mutual ? MUTUAL : ONE_WAY,
    colours: [from, to].map(({ colour }) => colour ?? 'none'),
    title: `${from.name} ${pair.mutual ? '⇄' : '→'} ${to.name}`,
    told: [...shortly(reaches), ...beyond].join(' · '),
    clause: clauses(reaches),
    verified: reaches.every(({ verified }) => verified),
    metres: pair.distance_m,
    steps: [step(t('findings.apart'), t('findings.apartHow', { a: a.name, b: b.name }), pair.distance_m), ...stepsOf(a, b, pair.a_reaches_b), ...stepsOf(b, a, pair.b_reaches_a)],
    sites: [from, to],
    geometry: pair.geometry,
    look: pair.mutual ? 'strong' : 'quiet',
  }
}

/** Rings by their names, scenarios and distances by their number: the steps name each. */
function shortly(reaches: Reach[]): string[] {
  const some = (kind: Reach['by']): number => reaches.filter(({ by }) => by === kind).length
  const rings = new Set(reaches.filter(({ by }) => by === 'ring').map(nameOf))
  return [...rings, ...(some('zone') ? [t('findings.zones', { n: some('zone') })] : []), ...(some('gap') ? [t('findings.gaps', { n: some('gap') })] : [])]
}
/** The clause of a distance that is short before that of a ring or scenario, and how many more there are. */
function clauses(reaches: Reach[]): string {
  const order: Reach['by'][] = ['gap', 'ring', 'zone']
  const [first, ...rest] = new Set([...reaches].sort((a, b) => order.indexOf(a.by) - order.indexOf(b.by)).map(clauseOf).filter(Boolean))
  return (first ?? '') + (rest.length ? t('findings.moreClauses', { n: rest.length }) : '')
}
const nameOf = (reach: Reach): string => inLanguage(reach.name, reach.name_en)
const clauseOf = (reach: Reach): string => inLanguage(reach.clause, reach.clause_en)
const by = (reach: Reach): string => t(`findings.by_${reach.by}`, { name: nameOf(reach) })
const stepsOf = (from: Hazard, to: Hazard, reaches: Reach[]) => reaches.map((reach) => step(t('findings.reaches', { a: from.name, b: to.name }), by(reach), reach.metres, { ...reach, clause: clauseOf(reach) }))
