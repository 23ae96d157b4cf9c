import { expect, test } from 'vitest'
import { asFeatures, gridded, merged, type Cell } from '@/map/clusters'
import { covered } from '@/map/crowd'

const cell = (lon: number, n: number, grade: Cell['grade']): Cell => ({ lon, lat: 24.9, n, grade })

test('cells that would cover each other become one with the sum and the highest colour', () => {
  const drawn = merged([cell(102.4, 3, 'red'), cell(102.41, 40, 'blue'), cell(102.9, 5, 'none')], 8)
  expect(drawn).toEqual([cell(102.41, 43, 'red'), cell(102.9, 5, 'none')])
})

test('nothing is cut: the counts stay the same at every zoom', () => {
  const cells = Array.from({ length: 60 }, (_, i) => cell(102 + i / 100, i + 1, i % 7 ? 'yellow' : 'orange'))
  for (const zoom of [3, 6, 9, 9.9]) {
    expect(merged(cells, zoom).reduce((sum, one) => sum + one.n, 0)).toBe(60 * 61 / 2)
  }
})

test('closer in they come apart', () => {
  const cells = [cell(102.4, 3, 'red'), cell(102.5, 4, 'blue')]
  expect(merged(cells, 6)).toHaveLength(1)
  expect(merged(cells, 9.5)).toHaveLength(2)
})

test('the map draws the highest colour on top', () => {
  expect(asFeatures([cell(102, 1, 'red')]).features[0]?.properties).toEqual({ n: 1, grade: 'red', rank: 4, near: false })
})

test('thousands of places become the cells of a grid, none left out, at their middle and in their highest colour', () => {
  const places = Array.from({ length: 5000 }, (_, i): Cell => ({ lon: 102.3 + (i % 100) / 1000, lat: 24.9 + Math.floor(i / 100) / 1000, n: 1, grade: i === 7 ? 'red' : 'blue' }))
  const cells = gridded(places, 12)
  expect(cells.length).toBeLessThan(150)
  expect(cells.reduce((sum, one) => sum + one.n, 0)).toBe(5000)
  expect(cells.filter(({ grade }) => grade === 'red')).toHaveLength(1)
  expect(cells.reduce((sum, { lon, n }) => sum + lon * n, 0) / 5000).toBeCloseTo(102.3495, 6)
})

test('marks cover a screen by their number and their size at a zoom', () => {
  expect(covered(1000, 10, 390, 844)).toBeCloseTo((1000 * 13 ** 2) / (390 * 844))
  expect(covered(1000, 14.5, 390, 844)).toBeCloseTo((1000 * 21.5 ** 2) / (390 * 844))
  expect(covered(1000, 18, 390, 844)).toBeCloseTo((1000 * 24 ** 2) / (390 * 844))
})
