/** Plants outside every park as findings: the nearest park, and what the law says to a plant of this type. */
import { count, metres } from '@/format'
import { inLanguage, language, t } from '@/i18n'
import { layerOf } from '@/layers'
import { step } from './step'
import type { Finding, Found, OutsideParks, Outsider } from './types'

const MUST = 'production'
const UNKNOWN = 'unknown'
const QUIET = new Set(['use', 'other'])

export function outsiders({ parks, plants, outside, notes, notes_en }: OutsideParks): Found {
  return { summary: t('findings.outsideSummary', { parks: count(parks), plants: count(plants), n: count(outside.length) }), notes: inLanguage(notes, notes_en), findings: outside.map(found) }
}

/** What a plant's type is called in the layer file. */
export function typeName(type: string): string {
  const choice = layerOf('chemical_plant')?.fields.find(({ name }) => name === 'enterprise_type')?.choices.find(([value]) => value === type)
  return choice?.[language.value === 'en' ? 2 : 1] ?? t('findings.typeUnknown')
}

function found(plant: Outsider): Finding {
  const type = plant.enterprise_type || UNKNOWN
  const nearest = plant.nearest ? { id: plant.nearest_id, name: plant.nearest } : null
  return {
    key: String(plant.id),
    group: type,
    colours: [plant.colour ?? 'none'],
    title: plant.name,
    told: [typeName(type), nearest && plant.distance_m !== null ? t('findings.nearestPark', { name: nearest.name, far: metres(plant.distance_m) }) : t('findings.noPark'), inLanguage(plant.flag, plant.flag_en)].join(' · '),
    clause: plant.clause,
    verified: plant.verified,
    metres: plant.distance_m,
    steps: [
      step(t('findings.type'), typeName(type)),
      step(t('findings.inNoPark'), t('findings.inNoParkHow') + (plant.stated_park ? t('findings.statedPark', { name: plant.stated_park }) : '')),
      step(t('findings.toPark'), nearest ? t('findings.toParkHow', { name: nearest.name }) : t('findings.noPark'), plant.distance_m),
      step(t('findings.follows'), inLanguage(plant.flag, plant.flag_en), null, plant.clause ? plant : null),
    ],
    sites: [plant, ...(nearest ? [nearest] : [])],
    geometry: plant.geometry,
    look: type === MUST ? 'strong' : QUIET.has(type) ? 'quiet' : 'open',
  }
}
