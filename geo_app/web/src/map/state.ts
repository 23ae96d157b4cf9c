/** What the map shows, kept in the address: place, layers, filter, day and card, so that a link shows the same picture. */
import { reactive, watch } from 'vue'
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { asOf, type Query } from '@/api/http'
import type { Bounds, Graded } from '@/api/types'

export const GRADES: Graded[] = ['red', 'orange', 'yellow', 'blue', 'none']

export interface Filter {
  colours: Graded[] // empty: all
  division: string | null
  overdue: boolean
}

export interface MapState {
  at: [lon: number, lat: number, zoom: number] | null // null: all that this person sees
  layers: string[] | null // null: those that are on when the map is first opened
  site: number | null // the open card
  task: 'edit' | 'assess' | 'new' | null // what is being done in the right panel
  draft: string | null // the layer of a new site
  areas: string | null // divisions are coloured by this method
  replay: string | null // the day that is played again
}

export const filter = reactive<Filter>({ colours: [], division: null, overdue: false })
export const state = reactive<MapState>({ at: null, layers: null, site: null, task: null, draft: null, areas: null, replay: null })
/** The part of the world on the screen; counts and exports ask for it. */
export const inView = reactive<{ bounds: Bounds | null }>({ bounds: null })

/** Marks lie so close together that they are counted, not drawn. */
export const crowd = { isCounted: false }

/** The filter as every read of the server understands it. */
export function filterQuery(): Query {
  return { colour: filter.colours.join(','), division: filter.division, overdue: filter.overdue || null }
}

/** The address of what is on the screen. */
export function toQuery(): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  if (state.at) query.at = `${state.at[0].toFixed(5)},${state.at[1].toFixed(5)},${state.at[2].toFixed(2)}`
  if (state.layers) query.layers = state.layers.join(',')
  if (filter.colours.length) query.colour = filter.colours.join(',')
  if (filter.division) query.division = filter.division
  if (filter.overdue) query.overdue = '1'
  if (state.site !== null) query.site = String(state.site)
  if (state.task) query.do = state.task
  if (state.draft) query.in = state.draft
  if (state.areas) query.areas = state.areas
  if (state.replay) query.replay = state.replay
  if (asOf.value) query.as_of = asOf.value
  return query
}

/** The other way round; what cannot be read is left out. */
export function fromQuery(query: LocationQuery): void {
  const words = (name: string): string | null => {
    const value = query[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const at = words('at')?.split(',').map(Number) ?? []
  const [lon, lat, zoom] = at
  const known = lon !== undefined && lat !== undefined && zoom !== undefined && at.every(Number.isFinite)
  state.at = known && Math.abs(lon) <= 180 && Math.abs(lat) <= 85 ? [lon, lat, zoom] : null
  state.layers = query.layers === undefined ? null : (words('layers')?.split(',') ?? [])
  const site = Number(words('site'))
  state.site = Number.isInteger(site) && site > 0 ? site : null
  const task = words('do')
  state.task = task === 'edit' || task === 'assess' || task === 'new' ? task : null
  state.draft = words('in')
  const areas = words('areas')
  state.areas = areas && /^[a-z_]+$/.test(areas) ? areas : null
  const colours = words('colour')?.split(',') ?? []
  filter.colours = GRADES.filter((grade) => colours.includes(grade))
  const division = words('division')
  filter.division = division && /^\d{2,12}$/.test(division) ? division : null
  filter.overdue = words('overdue') === '1'
  const replay = words('replay')
  state.replay = replay && /^\d{4}-\d{2}-\d{2}$/.test(replay) ? replay : null
  const day = words('as_of')
  asOf.value = day && !Number.isNaN(Date.parse(day)) ? day : null
}

export function openSite(id: number): void {
  Object.assign(state, { site: id, task: null, draft: null })
}

export function closePanel(): void {
  Object.assign(state, { site: null, task: null, draft: null })
}

/** Calls `tell` whenever the address should change. */
export function onStateChange(tell: () => void): void {
  watch([state, filter, asOf], tell)
}
