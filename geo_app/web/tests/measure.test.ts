import { expect, test } from 'vitest'
import { areaOf, distance, lengthOf, type Place } from '@/map/measure'

// expected figures: GeographicLib geodesics on CGCS2000 (pyproj.Geod(a=6378137, rf=298.257222101))
test('a distance is the geodesic on the ellipsoid, to the millimetre', () => {
  expect(distance([102.4785, 24.9195], [102.4885, 24.9295])).toBeCloseTo(1499.1246, 3)
  expect(distance([116.39, 39.9], [121.47, 31.23])).toBeCloseTo(1066004.725, 2)
  expect(distance([102, 25], [102, 25])).toBe(0)
})

test('a line is as long as its parts', () => {
  const line: Place[] = [[102, 25], [102.01, 25], [102.01, 25.01]]
  expect(lengthOf(line)).toBeCloseTo(distance(line[0] as Place, line[1] as Place) + distance(line[1] as Place, line[2] as Place), 6)
  expect(lengthOf([[102, 25]])).toBe(0)
})

test('an area is within a thousandth of the geodesic one, whichever way round it was drawn', () => {
  const field: Place[] = [[102.47, 24.91], [102.49, 24.91], [102.49, 24.93], [102.47, 24.93]]
  expect(areaOf(field) / 4475857).toBeCloseTo(1, 3)
  expect(areaOf([...field].reverse())).toBeCloseTo(areaOf(field), 3)
  expect(areaOf(field.slice(0, 2))).toBe(0)
})
