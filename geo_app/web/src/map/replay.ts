/** A day played again: what the map learned, one after the other. */
import type { Feature } from 'geojson'
import { inLanguage, t, titleOf, type Key } from '@/i18n'
import type { Bounds, Graded } from '@/api/types'

export interface Happening {
  at: string // the instant at which the map shows it done
  act: 'entered' | 'changed' | 'graded' | 'moved' | 'retired' | 'restored' | 'visited' | 'found' | 'stepped' | 'alarmed' | 'alarm_changed'
  layer: string
  title: string
  title_en: string
  number: number // of sites that it is about
  site_id: number | null
  name: string | null
  who: string
  why: string
  was: string | null
  now: string | null
  step: string | null
  step_en: string | null
  box: Bounds
}

export interface Replay {
  day: string
  since: string
  until: string
  whole: boolean
  happenings: Happening[]
  before: string | null
  after: string | null
}

export function wordsOf(each: Happening): string {
  const key: Key = each.number > 1 ? `replay.${each.act}_many` : `replay.${each.act}`
  const colour = (value: string | null): string => (each.act === 'graded' ? t(`colour.${(value ?? 'none') as Graded}Short`) : (value ?? ''))
  return t(key, { layer: titleOf(each), name: each.name ?? '', n: each.number, was: colour(each.was), now: colour(each.now), step: inLanguage(each.step ?? '', each.step_en) })
}

/** The last one that an instant shows done; -1 before the first. */
export const lastBy = (happenings: Happening[], instant: string): number =>
  happenings.filter(({ at }) => at === instant || Date.parse(at) <= Date.parse(instant)).length - 1

/** Where it happened: a place, or the box around many. */
export function shapeOf({ box: [west, south, east, north] }: Happening): Feature {
  const isPlace = west === east && south === north
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
  return { type: 'Feature', properties: {}, geometry: isPlace ? { type: 'Point', coordinates: [west, south] } : { type: 'Polygon', coordinates: [ring] } }
}

/** How far through the day an instant is, 0 to 1. */
export const shareOf = ({ since, until }: Replay, instant: string): number => (Date.parse(instant) - Date.parse(since)) / (Date.parse(until) - Date.parse(since))
