/** At low zoom the server answers with counts per cell and layer. What lies close together on the screen is drawn as
 * one: the sum of the counts and the highest colour, so that nothing is cut and nothing is covered. */
import type { FeatureCollection, Point } from 'geojson'
import type { Map } from 'maplibre-gl'
import type { Graded } from '@/api/types'
import { SOURCE } from './style'

export interface Cell { lon: number; lat: number; n: number; grade: Graded }

const RANK: Record<Graded, number> = { red: 4, orange: 3, yellow: 2, blue: 1, none: 0 }
const APART = 46 // pixels between the middles of two drawn clusters

export const higher = (a: Graded, b: Graded): Graded => (RANK[a] >= RANK[b] ? a : b)

/** Pixels from the meridian and the equator at this zoom. */
function onScreen({ lon, lat }: Cell, zoom: number): { x: number; y: number } {
  const world = 512 * 2 ** zoom
  return { x: (lon / 360) * world, y: (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)) * world }
}

/** Single places as cells of a grid, so that thousands need not be compared with each other. */
export function gridded(places: Cell[], zoom: number): Cell[] {
  const found: Record<string, Cell> = {}
  for (const place of places) {
    const { x, y } = onScreen(place, zoom)
    const key = `${Math.floor(x / APART)} ${Math.floor(y / APART)}`
    const cell = found[key] ?? { lon: 0, lat: 0, n: 0, grade: 'none' }
    const n = cell.n + place.n
    found[key] = { lon: cell.lon + ((place.lon - cell.lon) * place.n) / n, lat: cell.lat + ((place.lat - cell.lat) * place.n) / n, n, grade: higher(cell.grade, place.grade) }
  }
  return Object.values(found)
}

/** Cells closer than `APART` pixels at this zoom become one, the largest giving the place. */
export function merged(cells: Cell[], zoom: number): Cell[] {
  const drawn: (Cell & { x: number; y: number })[] = []
  for (const cell of [...cells].sort((a, b) => b.n - a.n || a.lon - b.lon || a.lat - b.lat)) {
    const here = { ...cell, ...onScreen(cell, zoom) }
    const near = drawn.find((other) => Math.hypot(other.x - here.x, other.y - here.y) < APART)
    if (near) Object.assign(near, { n: near.n + cell.n, grade: higher(near.grade, cell.grade) })
    else drawn.push(here)
  }
  return drawn.map(({ lon, lat, n, grade }) => ({ lon, lat, n, grade }))
}

/** The cells of the visible layers in the tiles that are on the screen. */
export function cellsOf(map: Map, layers: string[]): Cell[] {
  const found: Record<string, Cell> = {} // a cell in the border of two tiles is counted once
  for (const layer of layers) {
    for (const feature of map.querySourceFeatures(SOURCE, { sourceLayer: layer, filter: ['has', 'n'] })) {
      if (feature.geometry.type !== 'Point') continue
      const [lon = 0, lat = 0] = feature.geometry.coordinates
      const grade = (feature.properties.colour || 'none') as Graded
      found[`${layer} ${lon.toFixed(5)} ${lat.toFixed(5)}`] = { lon, lat, n: Number(feature.properties.n), grade }
    }
  }
  return Object.values(found)
}

/** `near`: counted because they crowd, not because the tiles of this zoom hold counts only. */
export function asFeatures(cells: Cell[], near = false): FeatureCollection<Point> {
  const features = cells.map(({ lon, lat, n, grade }) => ({
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [lon, lat] },
    properties: { n, grade, rank: RANK[grade], near },
  }))
  return { type: 'FeatureCollection', features }
}
