/** The single marks of the map. Where they would cover the whole screen they are counted instead, as far out. */
import type { Map } from 'maplibre-gl'
import type { Graded } from '@/api/types'
import { gridded, merged, type Cell } from './clusters'
import { SOURCE, shownLayers, switchLayers } from './style'
import { crowd } from './state'

export interface Mark { layer: string; id: number; lon: number; lat: number; grade: Graded; stale: boolean }

const SIDES: [from: number, to: number, least: number, most: number][] = [[10, 13, 13, 19], [13, 16, 19, 24]] // zooms and pixels, as the style of the server draws them
const NEAREST = 17 // from here on each mark is drawn, however many there are
const LEAVES = 0.8 // of the screen: what makes it a crowd does not also end it

/** All marks of these layers in the tiles around the screen, whether they are drawn or counted, under the filter. */
export function marksOf(map: Map, layers: string[]): Mark[] {
  const found: Record<string, Mark> = {} // a mark in the border of two tiles is one
  for (const layer of layers) {
    const part = map.getLayer(`${layer}-mark`)
    if (!part?.sourceLayer) continue
    const filter = map.getFilter(part.id)
    const asked = { sourceLayer: part.sourceLayer, validate: false, ...(filter && { filter }) }
    for (const { id, geometry, properties } of map.querySourceFeatures(SOURCE, asked)) {
      if (geometry.type !== 'Point') continue
      const [lon = 0, lat = 0] = geometry.coordinates
      found[`${layer} ${id}`] = { layer, id: Number(id), lon, lat, grade: (properties.colour || 'none') as Graded, stale: !!properties.stale }
    }
  }
  return Object.values(found)
}

/** How much of a screen these many marks would cover at this zoom. */
export function covered(marks: number, zoom: number, width: number, height: number): number {
  const part = ([from, to]: [number, number, ...unknown[]]): number => Math.min(Math.max((zoom - from) / (to - from), 0), 1)
  const side = SIDES.reduce((sum, step) => sum + (step[3] - step[2]) * part(step), SIDES[0]?.[2] ?? 0)
  return (marks * side ** 2) / (width * height)
}

/** What is counted at this zoom because it could not be told apart; switches the marks themselves off and on. */
export function crowdOf(map: Map): Cell[] {
  const [zoom, edge, { clientWidth, clientHeight }] = [map.getZoom(), map.getBounds(), map.getContainer()]
  const marks = marksOf(map, shownLayers().filter(({ source }) => source !== 'division').map(({ name }) => name))
  const inside = marks.filter(({ lon, lat }) => edge.contains([lon, lat])).length
  const share = covered(inside, zoom, clientWidth, clientHeight)
  const now = zoom < NEAREST && share > (crowd.isCounted ? LEAVES : 1)
  if (now !== crowd.isCounted) {
    crowd.isCounted = now
    switchLayers(map)
  }
  return now ? merged(gridded(marks.map(({ lon, lat, grade }) => ({ lon, lat, n: 1, grade })), zoom), zoom) : []
}
