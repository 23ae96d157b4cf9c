/** The three lists of findings: where each comes from, what lies beneath it on the map, and how its groups are called. */
import { get } from '@/api/http'
import type { Key } from '@/i18n'
import { t } from '@/i18n'
import { dominoes, MUTUAL, ONE_WAY } from './dominoes'
import { outsiders, typeName } from './outsiders'
import { roads } from './roads'
import type { DangerousRoads, Dominoes, Found, OutsideParks } from './types'

export type KindName = 'dominoes' | 'outside-parks' | 'dangerous-roads'
export interface Kind {
  title: Key
  intro: Key
  none: Key
  metres: Key
  beneath: string[]
  ask: (division: string | null, signal: AbortSignal) => Promise<Found>
  groupName: (group: string) => string
}

export const KINDS: Record<KindName, Kind> = {
  dominoes: {
    title: 'findings.dominoes', intro: 'findings.dominoesIntro', none: 'findings.noDominoes', metres: 'findings.apart',
    beneath: ['chemical_plant', 'chemical_plant_buffer', 'hazard_source', 'fuel_station', 'mine', 'tailings_pond', 'pipeline', 'scenario_zone'],
    ask: async (division, signal) => dominoes(await get<Dominoes>('/api/dominoes', { division }, signal)),
    groupName: (group) => t(group === MUTUAL ? `findings.${MUTUAL}` : `findings.${ONE_WAY}`),
  },
  'outside-parks': {
    title: 'findings.outside', intro: 'findings.outsideIntro', none: 'findings.noOutside', metres: 'findings.toPark',
    beneath: ['chemical_plant', 'chemical_park', 'park_line'],
    ask: async (division, signal) => outsiders(await get<OutsideParks>('/api/parks/outside', { division }, signal)),
    groupName: typeName,
  },
  'dangerous-roads': {
    title: 'findings.roads', intro: 'findings.roadsIntro', none: 'findings.noRoads', metres: 'findings.nearest',
    beneath: ['road', 'risk_point', 'river', 'railway', 'protected_target'],
    ask: async (division, signal) => roads(await get<DangerousRoads>('/api/roads/dangerous', { division }, signal)),
    groupName: (group) => t(group === 'near' ? 'findings.near' : group === 'clear' ? 'findings.clear' : 'gaps.unchecked'),
  },
}
