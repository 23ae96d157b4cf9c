/** The ruler: places clicked one after another, a length, and an area once the ring is closed. */
import type { Feature, FeatureCollection, Position } from 'geojson'
import { computed, ref, watch } from 'vue'
import { metres } from '@/format'
import { current, wiped } from './current'
import { areaOf, lengthOf, type Place } from './measure'
import { show } from './overlays'
import { pointing, releasePointer, takePointer } from './pointing'

const CLOSE = 14 // pixels to the first point that close the ring

export const places = ref<Place[]>([])
export const closed = ref(false)
export const measuring = ref(false)
export const ring = computed<Place[]>(() => (closed.value ? [...places.value, places.value[0] as Place] : places.value))
export const length = computed(() => lengthOf(ring.value))
export const area = computed(() => (closed.value ? areaOf(places.value) : 0))

export function startRuler(): void {
  clearRuler()
  measuring.value = true
  takePointer({ click: addPlace, cancel: stopRuler })
}

export function stopRuler(): void {
  const mine = measuring.value
  measuring.value = false
  clearRuler()
  if (mine && pointing.value) releasePointer()
}

export function clearRuler(): void {
  places.value = []
  closed.value = false
}

export function undoPlace(): void {
  if (closed.value) closed.value = false
  else places.value = places.value.slice(0, -1)
}

function addPlace(place: Place, point: { x: number; y: number }): void {
  if (closed.value) clearRuler()
  const first = places.value[0]
  const start = first && current.value?.project(first)
  if (places.value.length > 2 && start && Math.hypot(start.x - point.x, start.y - point.y) < CLOSE) closed.value = true
  else places.value = [...places.value, place]
}

/** The ruler as the map draws it: the line, its points, and the length so far at each of them. */
export function drawing(line: Place[], isRing: boolean): FeatureCollection {
  const features: Feature[] = line.map((place, n) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: place as Position },
    properties: n && !(isRing && n === line.length - 1) ? { label: metres(lengthOf(line.slice(0, n + 1))) } : {},
  }))
  if (line.length > 1) features.unshift({ type: 'Feature', geometry: { type: 'LineString', coordinates: line }, properties: {} })
  if (isRing) features.unshift({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [line] }, properties: {} })
  return { type: 'FeatureCollection', features }
}

watch([ring, closed, wiped], () => {
  if (current.value) show(current.value, 'ruler', drawing(ring.value, closed.value))
})
