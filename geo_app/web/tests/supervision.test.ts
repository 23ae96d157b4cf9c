import { beforeEach, expect, test } from 'vitest'
import { setLanguage } from '@/i18n'
import { daysWords, plusDays } from '@/supervision/days'

beforeEach(() => setLanguage('zh'))

test('days until a review are said as a person says them', () => {
  expect([-35, 0, 12].map(daysWords)).toEqual(['过期 35 天', '今天', '还有 12 天'])
})

test('a span of days crosses months, years and leap days', () => {
  expect(plusDays('2026-11-22', 92)).toBe('2027-02-22')
  expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
})
