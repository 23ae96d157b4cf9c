import { beforeEach, expect, test } from 'vitest'
import { setLanguage, t, titleOf, type Key } from '@/i18n'
import en from '@/locales/en'
import zh from '@/locales/zh'

const VALUES = [...new Set(Object.values(zh).flatMap((messages) => Object.values(messages).flatMap((words) => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]))))]

beforeEach(() => setLanguage('zh'))

test('Chinese is spoken first', () => {
  expect(t('app.login')).toBe('登录')
})

test('English is one switch away, and the page says so to a screen reader', async () => {
  await setLanguage('en')
  expect(t('app.login')).toBe('Log in')
  expect(document.documentElement.lang).toBe('en')
})

test('values are put into the words', () => {
  expect(t('app.serverFault', { status: 503 })).toContain('503')
})

test('one of a thing is not called many', async () => {
  await setLanguage('en')
  expect(t('reviews.left', { n: 1 })).toBe('1 day left')
  expect(t('reviews.left', { n: 21 })).toBe('21 days left')
  const many = /(?<![\w.])1 (?!still|line |row |square|outside)(?:[a-z-]+ )?(?!is |as |was |has |needs |reaches |remains |dangerous)(?:[a-z]+s|people|vertices)\b/
  const ones = Object.fromEntries(VALUES.map((value) => [value, 1]))
  const said = Object.entries(en).flatMap(([area, messages]) => Object.keys(messages).map((name) => t(`${area}.${name}` as Key, ones)))
  expect(said.filter((words) => many.test(words))).toEqual([])
})

test('both languages ask for the same values', () => {
  const holes = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort()
  for (const [area, messages] of Object.entries(zh)) {
    for (const [name, words] of Object.entries(messages)) {
      const other = (en as Record<string, Record<string, string>>)[area]?.[name] ?? ''
      expect(holes(other), `${area}.${name}`).toEqual(holes(words))
    }
  }
})

test('a title without English stays Chinese', async () => {
  await setLanguage('en')
  expect(titleOf({ title: '矿山', title_en: 'Mines' })).toBe('Mines')
  expect(titleOf({ title: '矿山' })).toBe('矿山')
})
