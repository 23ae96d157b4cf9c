import { expect, test } from 'vitest'
import { luminance, nightOf } from '@/map/night'

const brightness = (hex: string): number => [1, 3, 5].reduce((sum, at) => sum + parseInt(hex.slice(at, at + 2), 16), 0) / 765

test('paper turns dark and ink turns light', () => {
  expect(brightness(nightOf('#F6F5F1'))).toBeLessThan(0.2)
  expect(brightness(nightOf('#FFFFFF'))).toBeLessThan(0.2)
  expect(brightness(nightOf('#CFE3F1'))).toBeLessThan(0.25)
  expect(brightness(nightOf('#1B1F24'))).toBeGreaterThan(0.75)
  expect(brightness(nightOf('#57606A'))).toBeGreaterThan(0.55)
})

test('the four colours are the same by day and by night', () => {
  for (const colour of ['#D1242F', '#F07C12', '#FFC400', '#1F6FEB']) expect(nightOf(colour)).toBe(colour)
})

test('what is not a colour is left alone', () => {
  expect(nightOf('rgba(0,0,0,0)')).toBe('rgba(0,0,0,0)')
  expect(nightOf('get')).toBe('get')
})

test('a line too dark for the night is lightened until it stands out 3 : 1', () => {
  const ring = nightOf('#5B3E96')
  const light = luminance([1, 3, 5].map((n) => parseInt(ring.slice(n, n + 2), 16) / 255))
  const ground = luminance([0x1b, 0x1f, 0x24].map((part) => part / 255))
  expect((light + 0.05) / (ground + 0.05)).toBeGreaterThan(2.9)
})
