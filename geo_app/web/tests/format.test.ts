import { expect, test } from 'vitest'
import type { LayerField } from '@/api/types'
import { count, day, fieldValue, metres, MISSING, moment, placeName, squareMetres } from '@/format'

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

test('a division is named from the county down', () => {
  expect(placeName('云南省昆明市安宁市草铺街道草铺社区居委会')).toBe('安宁市草铺街道草铺社区居委会')
  expect(placeName('云南省大理白族自治州漾濞彝族自治县')).toBe('漾濞彝族自治县')
  expect(placeName('重庆市江北区观音桥街道')).toBe('江北区观音桥街道')
  expect(placeName('新疆维吾尔自治区阿克苏地区库车市')).toBe('库车市')
  expect(placeName('安宁市')).toBe('安宁市')
})
