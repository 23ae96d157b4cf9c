/** The map on the screen, for the parts around it. */
import type { LngLatBoundsLike, Map } from 'maplibre-gl'
import { ref, shallowRef } from 'vue'
import type { Bounds } from '@/api/types'
import { isPhone } from '@/screen'

export const current = shallowRef<Map | null>(null)
/** Whoever reads here wants nothing to move by itself. */
export const isStill = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** Counts up whenever a new style has wiped what lay on the map: whoever drew on it draws again. */
export const wiped = ref(0)

/** How much of the ground left of the card the legend covers at a height. */
function legendAt(y: number, height: number): number {
  const legend = document.querySelector<HTMLElement>('.legend-box')
  return legend && y > height - legend.offsetHeight - 52 ? legend.offsetWidth + 12 : 0
}

/** Brings a place out from under the card or the legend, if that is where it lies; far out, where it is only counted,
 * comes closer. `top`: so many pixels are covered there. */
export function uncover(lon: number, lat: number, top = 0): void {
  const map = current.value
  if (!map) return
  const zoom = map.getZoom() < 10 ? 13 : map.getZoom()
  const at = map.project([lon, lat])
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const free = isPhone.value ? { right: width, bottom: height - 160 } : { right: width - 380, bottom: height }
  const inside = at.x > 40 && at.x < free.right - legendAt(at.y, height) - 40 && at.y > top + 40 && at.y < free.bottom - 40
  if (!inside || zoom !== map.getZoom()) map.easeTo({ center: [lon, lat], zoom, offset: [(free.right - width) / 2, (free.bottom - height + top) / 2], duration: isStill() ? 0 : 180 })
}

/** Tiles that could not be had since the last look. */
export const lostTiles = shallowRef(0)

export function goTo(lon: number, lat: number, zoom = 15): void {
  const map = current.value
  if (!map) return
  const view = { center: [lon, lat] as [number, number], zoom: Math.max(map.getZoom(), zoom) }
  map.easeTo({ ...view, duration: isStill() ? 0 : 180 })
}

export function fitTo(bounds: Bounds): void {
  current.value?.fitBounds(bounds as LngLatBoundsLike, { padding: isPhone.value ? 24 : 48, animate: !isStill(), duration: 180, maxZoom: 16 })
}
