/** Where the person stands, when the device says so. */
import { ref, watch } from 'vue'
import { current, goTo, wiped } from './current'
import { show } from './overlays'
import type { Place } from './measure'

export interface Position { place: Place; accuracy: number }

export const position = ref<Position | null>(null)

/** Asks the device; false where it has no answer (no permission, no HTTPS, no signal). */
export function findMe(): Promise<boolean> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(false)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        position.value = { place: [coords.longitude, coords.latitude], accuracy: coords.accuracy }
        goTo(coords.longitude, coords.latitude, 14)
        resolve(true)
      },
      () => resolve(false),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  })
}

/** A circle of so many metres as 64 corners, near enough for a sign of doubt. */
export function circle([lon, lat]: Place, radius: number): Place[] {
  const north = radius / 111_320
  const east = north / Math.cos((lat * Math.PI) / 180)
  return Array.from({ length: 65 }, (_, n) => {
    const turn = ((n % 64) / 32) * Math.PI
    return [lon + east * Math.cos(turn), lat + north * Math.sin(turn)]
  })
}

watch([position, wiped], () => {
  if (!current.value || !position.value) return
  const { place, accuracy } = position.value
  show(current.value, 'position', {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', geometry: { type: 'Polygon', coordinates: [circle(place, accuracy)] }, properties: {} },
      { type: 'Feature', geometry: { type: 'Point', coordinates: place }, properties: {} },
    ],
  })
})
