import { expect, test } from 'vitest'
import { nearestOf, type Resource } from '@/emergency/nearest'

const one = (id: number, category: string | null, lon: number): Resource => ({ id, name: `${id}`, lon, lat: 24.6, telephone: null, address: null, category, category_title: '', category_title_en: '', own: true, people: null, capacity: null, equipment: null, speciality: null, on_duty: null, response_minutes: null, distance_m: null })

test('the nearest of each category, in metres', () => {
  const found = nearestOf([one(1, 'team', 102.33), one(2, 'team', 102.31), one(3, 'team', 102.32), one(4, null, 102.4)], [102.3, 24.6], 2)
  expect(found.map(({ id }) => id)).toEqual([2, 3, 4])
  expect(found[0]?.distance_m).toBeCloseTo(1012.9, 0)
})

test('nothing taken along is nothing near', () => {
  expect(nearestOf([], [102.3, 24.6], 3)).toEqual([])
})
