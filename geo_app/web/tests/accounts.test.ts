import { expect, test } from 'vitest'
import { makePassword } from '@/accounts/password'

test('a password made for somebody is long, can be read from paper, and never the same', () => {
  const made = Array.from({ length: 50 }, makePassword)
  for (const password of made) expect(password).toMatch(/^([a-km-zA-HJ-NP-Z2-9]{4}-){3}[a-km-zA-HJ-NP-Z2-9]{4}$/)
  expect(new Set(made).size).toBe(50)
})
