/** The map as it should look after an import: the layer on, what was written in view. */
import type { LocationQueryRaw } from 'vue-router'
import { cornersOf } from '@/sites/place'
import type { Import } from './types'

const SCREEN = 700 // pixels that the places should fit into

export function viewOf({ layer, sample }: Import): LocationQueryRaw {
  const places = sample.features.filter(({ properties }) => properties.status === 'good').flatMap(({ geometry }) => cornersOf(geometry))
  if (!places.length) return { layers: `${layer},division` }
  const span = (axis: 0 | 1): [number, number] => {
    const all = places.map((place) => place[axis] as number)
    return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
  }
  const [[west, east], [south, north]] = [span(0), span(1)]
  const widest = Math.max(east - west, (north - south) * 1.2, 0.01)
  const zoom = Math.max(3, Math.min(14, Math.log2((360 * SCREEN) / (512 * widest))))
  return { layers: `${layer},division`, at: `${((west + east) / 2).toFixed(5)},${((south + north) / 2).toFixed(5)},${zoom.toFixed(2)}` }
}
