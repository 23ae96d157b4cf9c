/** What is being drawn on the map right now, and the promise of what comes out of it. */
import type { Geometry } from 'geojson'
import { ref, shallowRef, watch } from 'vue'
import { current, wiped } from '@/map/current'
import { pickPlace, pointing, releasePointer, takePointer } from '@/map/pointing'
import type { Drawn, Pencil } from './draw'

interface Drawing { shape: Drawn; geometry: Geometry | null; editing: boolean; undo: () => void; clear: () => void; end: (keep: boolean) => void }
export const drawing = shallowRef<Drawing | null>(null)

/** A form waits for a click on the map. */
export const picking = ref(false)

/** Asks for a point; null when the person changes their mind. */
export async function askPoint(): Promise<Geometry | null> {
  picking.value = true
  const place = await pickPlace()
  picking.value = false
  return place && { type: 'Point', coordinates: place.map((degree) => Number(degree.toFixed(7))) }
}

export const stopPicking = (): void => pointing.value?.cancel()

/** Lets the person draw; null when they change their mind. */
export async function drawShape(shape: Drawn, old: Geometry | null): Promise<Geometry | null> {
  const map = current.value
  if (!map) return null
  const { startPencil } = await import('./draw')
  return new Promise((resolve) => {
    let pencil: Pencil | null = null
    const end = (keep: boolean): void => {
      const drawn = keep ? drawing.value?.geometry ?? null : null
      stopWatching()
      pencil?.stop()
      drawing.value = null
      releasePointer()
      resolve(drawn)
    }
    const tell = (): void => {
      drawing.value = { shape, geometry: pencil?.geometry() ?? null, editing: pencil?.editing() ?? false, undo: () => pencil?.undo(), clear: () => pencil?.clear(), end }
    }
    const start = (from: Geometry | null): void => {
      pencil = startPencil(map, shape, from, tell)
      tell()
    }
    // a new style (theme, language) has wiped the map: take up again what was drawn
    const stopWatching = watch(wiped, () => {
      const soFar = drawing.value?.geometry ?? null
      pencil?.stop()
      start(soFar)
    })
    takePointer({ click: () => undefined, cancel: () => end(false) })
    start(old)
  })
}
