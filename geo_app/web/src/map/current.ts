/** The map on the screen, for the parts around it. */
import type { LngLatBoundsLike, Map } from 'maplibre-gl'
import { ref, shallowRef } from 'vue'
import type { Bounds } from '@/api/types'
import { isPhone } from '@/screen'

export const current = shallowRef<Map | null>(null)
/** Counts up whenever a new style has wiped what lay on the map: whoever drew on it draws again. */
export const wiped = ref(0)
/** Tiles that could not be had since the last look. */
export const lostTiles = shallowRef(0)

const still = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

export function goTo(lon: number, lat: number, zoom = 15): void {
  const map = current.value
  if (!map) return
  const view = { center: [lon, lat] as [number, number], zoom: Math.max(map.getZoom(), zoom) }
  if (still()) map.jumpTo(view)
  else map.easeTo({ ...view, duration: 180 })
}

export function fitTo(bounds: Bounds): void {
  current.value?.fitBounds(bounds as LngLatBoundsLike, { padding: isPhone.value ? 24 : 48, animate: !still(), duration: 180, maxZoom: 16 })
}
