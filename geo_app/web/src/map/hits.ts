/** What lies under the pointer: a cluster, a mark, a line, an area — in this order, marks within reach of a finger. */
import type { Map, MapGeoJSONFeature, PointLike } from 'maplibre-gl'
import type { Graded } from '@/api/types'
import { layerOf } from '@/layers'
import { drawnBy } from './style'

export type Hit =
  | { kind: 'cluster'; lon: number; lat: number }
  | { kind: 'site'; id: number; name: string; layer: string; grade: Graded; stale: boolean; demo: boolean }
  | { kind: 'zone'; id: number; layer: string } // what is drawn from sites: a ring, a contour, a region, a gap

const ORDER = ['mark', 'line', 'fill']

export function hitAt(map: Map, x: number, y: number, reach: number): Hit | null {
  const box: [PointLike, PointLike] = [[x - reach, y - reach], [x + reach, y + reach]]
  const found = map.queryRenderedFeatures(box).filter(isOurs)
  found.sort((a, b) => rank(a) - rank(b) || away(map, a, x, y) - away(map, b, x, y))
  const first = found[0]
  if (!first) return null
  if (isCluster(first) && first.geometry.type === 'Point') {
    const [lon = 0, lat = 0] = first.geometry.coordinates
    return { kind: 'cluster', lon, lat }
  }
  const layer = drawnBy(first.layer) ?? ''
  if (layerOf(layer)?.source !== 'site') return { kind: 'zone', id: Number(first.id), layer }
  const { name, colour, stale, demo } = first.properties
  return { kind: 'site', id: Number(first.id), name: String(name ?? ''), layer, grade: (colour || 'none') as Graded, stale: !!stale, demo: !!demo }
}

const isCluster = ({ layer }: MapGeoJSONFeature): boolean => layer.id.startsWith('clusters-')
const sourceOf = (feature: MapGeoJSONFeature): string | undefined => layerOf(drawnBy(feature.layer) ?? '')?.source

function isOurs(feature: MapGeoJSONFeature): boolean {
  if (isCluster(feature)) return true
  const source = sourceOf(feature)
  return source !== undefined && source !== 'division' && Number(feature.id) > 0
}

function rank(feature: MapGeoJSONFeature): number {
  if (isCluster(feature)) return -1
  const place = ORDER.findIndex((part) => feature.layer.id.split('-').includes(part))
  const beneath = sourceOf(feature) === 'site' ? 0 : ORDER.length // what is drawn from sites lies beneath them
  return beneath + Math.max(place, 0) // a label speaks for its mark
}

function away(map: Map, feature: MapGeoJSONFeature, x: number, y: number): number {
  if (feature.geometry.type !== 'Point') return 0
  const at = map.project(feature.geometry.coordinates as [number, number])
  return Math.hypot(at.x - x, at.y - y)
}
