/** The line that somebody points at: its measured connection lies on the map with its metres. */
import type { Feature, Geometry, Position } from 'geojson'
import type { Bounds } from '@/api/types'
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'
import { current, wiped } from '@/map/current'
import { show } from '@/map/overlays'
import { isPhone } from '@/screen'
import { boxAround, cornersOf } from '@/sites/place'
import { quantity } from './lines'
import type { Line } from './types'

/** The connection, its ends, and the metres in its middle. */
export function connectionOf({ between, measured, unit, thing }: Pick<Line, 'between' | 'measured' | 'unit' | 'thing'>): Feature[] {
  if (!between || between.coordinates.length < 2) return []
  const ends = [between.coordinates[0], between.coordinates[between.coordinates.length - 1]] as [Position, Position]
  const point = (place: Position, label?: string): Feature => ({ type: 'Feature', properties: label ? { label } : {}, geometry: { type: 'Point', coordinates: place } })
  const words = [measured === null ? '' : quantity(measured, unit), thing?.name].filter(Boolean).join(' ')
  return [{ type: 'Feature', properties: {}, geometry: between }, point(ends[0]), point(ends[1], words)]
}

/** Draws what is pointed at, also after a change of style; takes it away at the end. */
export function usePointed(): { pointed: ShallowRef<Line | null>; look: (line: Line) => void } {
  const pointed = shallowRef<Line | null>(null)
  const draw = (): void => {
    if (current.value) show(current.value, 'between', { type: 'FeatureCollection', features: pointed.value ? connectionOf(pointed.value) : [] })
  }
  watch([pointed, wiped, current], draw)
  onBeforeUnmount(() => {
    pointed.value = null
    draw()
  })
  return { pointed, look: (line) => lookAt(line.between) }
}


export const middleOf = (box: Bounds | null): Position => (box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : [])

/** The box around a geometry; null where there is none. */
export function boxOf(geometry: Geometry | null): Bounds | null {
  const parts = geometry?.type === 'GeometryCollection' ? geometry.geometries : [geometry]
  return boxAround(parts.flatMap(cornersOf))
}

/** Brings a geometry into sight, near enough to tell a few metres. */
export function lookAt(geometry: Geometry | null, maxZoom = 17.5): void {
  const box = boxOf(geometry)
  if (box) current.value?.fitBounds(box, { padding: isPhone.value ? 32 : 64, maxZoom, animate: false })
}
