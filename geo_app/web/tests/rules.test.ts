import { expect, test } from 'vitest'
import { bySubject, movesOf, packOf } from '@/rules/effect'
import type { ColourChange, Pack } from '@/rules/types'

const change = (old: ColourChange['old'], now: ColourChange['new']): ColourChange => ({ site_id: 1, name: '', layer: 'mine', old, new: now, stands: null })
const pack = (name: string, ...codes: string[]): Pack => ({
  name, title: name, title_en: name, subject: 'lec', subject_title: 'LEC', subject_title_en: 'LEC', variant: '', version: '1', division: null, effective_on: '', source: '', confidence: '', unverified: false,
  chosen_for: codes.map((code) => ({ division: { code, name: '' }, adopted_on: '', by: '', reason: '' })),
})

test('changes are summed by what becomes what, the most frequent first; no colour is a colour of its own', () => {
  expect(movesOf([change('red', 'orange'), change(null, 'blue'), change('red', 'orange')])).toEqual([
    { from: 'red', to: 'orange', n: 2 },
    { from: 'none', to: 'blue', n: 1 },
  ])
})

test('a county goes by its own pack, else by that of the province, else by none', () => {
  const [subject] = bySubject([pack('province', '53'), pack('county', '530181'), pack('elsewhere', '51')])
  if (!subject) throw new Error('no subject')
  expect(packOf(subject, '530181')?.name).toBe('county')
  expect(packOf(subject, '530102')?.name).toBe('province')
  expect(packOf(subject, '440101')).toBeNull()
})
