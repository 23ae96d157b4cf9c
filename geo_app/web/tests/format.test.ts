import { expect, test } from 'vitest'
import type { LayerField } from '@/api/types'
import { count, day, fieldValue, metres, MISSING, moment, squareMetres } from '@/format'

const plain = (words: string) => words.replace(/\u2009/g, ' ')
const field = (own: Partial<LayerField>): LayerField => ({
  name: 'x', title: '', title_en: '', type: 'text', unit: '', required: false, choices: [], minimum: null, maximum: null, ...own,
})

test('thousands stand apart by thin spaces', () => {
  expect(plain(count(2387))).toBe('2 387')
  expect(plain(count(999))).toBe('999')
  expect(plain(count(1234567))).toBe('1 234 567')
})

test('metres have no decimals above a hundred', () => {
  expect(plain(metres(12.34))).toBe('12.3 m')
  expect(plain(metres(834.2))).toBe('834 m')
  expect(plain(metres(5230))).toBe('5.23 km')
  expect(plain(metres(12_345))).toBe('12.3 km')
  expect(plain(squareMetres(5300))).toBe('5 300 m²')
  expect(plain(squareMetres(1_250_000))).toBe('1.25 km²')
})

test('what is missing is said, never 0', () => {
  expect(fieldValue(field({}), null)).toBe(MISSING)
  expect(fieldValue(field({ type: 'integer' }), 0)).toBe('0')
})

test('a choice is shown in words and a number with its unit', () => {
  expect(fieldValue(field({ type: 'choice', choices: [['open_pit', '露天', 'Open pit']] }), 'open_pit')).toBe('露天')
  expect(plain(fieldValue(field({ type: 'number', unit: '万吨/年' }), 1200))).toBe('1 200 万吨/年')
})

test('days and moments are local and sortable', () => {
  expect(day(new Date(2026, 10, 1))).toBe('2026-11-01')
  expect(moment(new Date(2026, 10, 21, 9, 5).toISOString())).toBe('2026-11-21 09:05')
})
