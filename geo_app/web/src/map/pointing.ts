/** Whoever needs a click on the map takes the pointer: the ruler, or a form that asks for a place. */
import type { Point } from 'maplibre-gl'
import { shallowRef } from 'vue'
import { current } from './current'
import type { Place } from './measure'
import { show } from './overlays'

export interface Pointing {
  click: (place: Place, point: Point) => void
  cancel: () => void
}

export const pointing = shallowRef<Pointing | null>(null)

export function takePointer(by: Pointing): void {
  pointing.value?.cancel()
  pointing.value = by
}

export function releasePointer(): void {
  pointing.value = null
}

/** Asks the person for a place on the map; null when they change their mind. */
export function pickPlace(): Promise<Place | null> {
  return new Promise((resolve) => {
    const end = (place: Place | null): void => {
      releasePointer()
      resolve(place)
    }
    takePointer({ click: (place) => end(place), cancel: () => end(null) })
  })
}

/** Shows the place of a site that is being written down. */
export function showPicked(geometry: GeoJSON.Geometry | null): void {
  if (current.value) show(current.value, 'picked', geometry && { type: 'Feature', geometry, properties: {} })
}
