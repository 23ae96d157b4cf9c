import { expect, test } from 'vitest'
import { deviceName, newId } from '@/outbox/device'
import { limit } from '@/patrol/limits'
import { sha256 } from '@/outbox/sha256'

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

test('without the crypto of the browser the hash is the same', async () => {
  expect(hex(sha256(text('')))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hex(sha256(text('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  for (const length of [55, 56, 63, 64, 65, 1000, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 7) % 251)
    expect(hex(sha256(bytes))).toBe(hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))))
  }
})

test('a number made on the device is a UUID', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a phone is named as its owner would know it', () => {
  expect(deviceName('Mozilla/5.0 (Linux; Android 13; V2203A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36')).toBe('Android · Chrome')
  expect(deviceName('Mozilla/5.0 (Linux; Android 10) Chrome/86.0 Mobile MicroMessenger/8.0')).toBe('Android · MicroMessenger')
  expect(deviceName('')).toBe('')
})

test('the numbers of patrol are those of the server', () => {
  expect(limit('poor_fix_m')).toBe(50)
  expect(() => limit('unheard')).toThrow()
})
