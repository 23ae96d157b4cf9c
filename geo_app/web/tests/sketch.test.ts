import { expect, test } from 'vitest'
import { tilesIn, viewOf } from '@/map/sketch'

test('the first picture shows what the map will show: all of the bounds, or the view of the address', () => {
  const view = viewOf(512 + 64, 512 + 64, [-180, -85.0511, 180, 85.0511], null)
  expect(view.zoom).toBe(3) // the map goes no further out
  const county = viewOf(390, 788, [102.2, 24.6, 102.6, 25.1], null)
  const world = 512 * 2 ** county.zoom
  expect((county.west + 195) / world).toBeCloseTo(102.4 / 360 + 0.5, 9)
  expect((0.4 / 360) * world).toBeCloseTo(390 - 64, 6) // the narrow side is filled but for the padding
  expect(viewOf(390, 788, [102.2, 24.6, 102.6, 25.1], [102.3, 24.9, 12]).zoom).toBe(12)
})

test('its tiles cover the screen, and those deeper than the server draws are stretched', () => {
  const view = viewOf(390, 788, [0, 0, 1, 1], [102.3, 24.9, 12.5])
  const { z, size, places } = tilesIn(view, 390, 788, 16)
  expect([z, size]).toEqual([12, 512 * 2 ** 0.5])
  const [xs, ys] = [places.map(([x]) => x * size - view.west), places.map(([, y]) => y * size - view.north)]
  expect(Math.min(...xs) <= 0 && Math.max(...xs) + size >= 390).toBe(true)
  expect(Math.min(...ys) <= 0 && Math.max(...ys) + size >= 788).toBe(true)
  expect(tilesIn({ ...view, zoom: 18 }, 390, 788, 16)).toMatchObject({ z: 16, size: 2048 })
})
