/** Roads as findings: near water, cliff, school or railway; what no layer could answer is not checked, never clear. */
import { count, metres } from '@/format'
import { inLanguage, t, titleOf } from '@/i18n'
import { step } from './step'
import type { Danger, DangerousRoads, Finding, Found, Road } from './types'

export function roads({ segments, dangerous, roads: all, notes, notes_en }: DangerousRoads): Found {
  return { summary: t('findings.roadSummary', { n: count(segments), dangerous: count(dangerous) }), notes: inLanguage(notes, notes_en), findings: all.map(found) }
}

function found(road: Road): Finding {
  const near = road.dangers.filter(({ state }) => state === 'near').sort((a, b) => (a.distance_m ?? 0) - (b.distance_m ?? 0))
  const unchecked = road.dangers.filter(({ state }) => state === 'not_checked')
  const group = near.length ? 'near' : unchecked.length ? 'not_checked' : 'clear'
  const told = [...near.map((danger) => `${titleOf(danger)} ${metres(danger.distance_m ?? 0)}${danger.what ? `${t('app.colon')}${danger.what}` : ''}`), ...(unchecked.length ? [t('findings.notChecked', { what: unchecked.map(titleOf).join(t('app.and')) })] : [])]
  return {
    key: `${road.layer}-${road.id}`,
    group,
    colours: [road.colour ?? 'none'],
    title: road.name,
    told: told.join(' · ') || t('findings.clear'),
    clause: near.map((danger) => t('findings.within', { what: titleOf(danger), far: metres(danger.within_m), basis: inLanguage(danger.basis, danger.basis_en) })).join(t('app.semicolon')),
    verified: near.every(({ verified }) => verified),
    metres: near[0]?.distance_m ?? null,
    steps: road.dangers.map(asStep),
    sites: [road, ...near.map((danger) => ({ id: danger.site_id, name: danger.what ?? '' }))],
    geometry: near.find(({ geometry }) => geometry)?.geometry ?? road.geometry,
    look: group === 'near' ? 'strong' : group === 'clear' ? 'quiet' : 'open',
  }
}

function asStep(danger: Danger) {
  const rule = { clause: t('findings.threshold', { far: metres(danger.within_m), basis: inLanguage(danger.basis, danger.basis_en) }), confidence: danger.confidence, verified: danger.verified }
  return step(titleOf(danger), danger.state === 'near' ? t('findings.nearHow', { name: danger.what ?? '' }) : t(danger.state === 'clear' ? 'findings.clearHow' : 'findings.uncheckedHow'), danger.distance_m, rule)
}
