import { expect, test } from 'vitest'
import { moved } from '@/siting/footprint'
import { matching, piled, pileOf, quantity } from '@/siting/lines'
import { askedOf, faultsIn, lacks, type Draft } from '@/siting/project'
import type { Line, OpinionRow, ProjectType } from '@/siting/types'

const line = (answer: Line['answer'], weight = 'veto'): Line => ({ answer, weight, key: `${answer} ${weight}` }) as Line
const ring = [[102.4, 24.9], [102.401, 24.9], [102.401, 24.901], [102.4, 24.9]]
const area = { type: 'Polygon' as const, coordinates: [ring] }
const station: ProjectType = {
  type: 'tailings_pond', layer: 'tailings_pond', title: '尾矿库', title_en: 'Tailings pond', group: 'hazard',
  questions: [{ name: 'dam_height', title: '坝高', title_en: 'Height of the dam', type: 'number', unit: '米', choices: [] }],
}
const draft = (some: Partial<Draft>): Draft => ({ type: station, act: 'new', name: ' 一号库 ', typed: {}, footprint: area, own: [], ...some })

test('what fails and what nobody checked comes first; what holds is folded away at the end', () => {
  const lines = [line('holds'), line('not_applicable'), line('fails', 'condition'), line('not_checked'), line('fails')]
  expect(piled(lines).map(({ pile }) => pile)).toEqual(['fails', 'not_checked', 'advice', 'holds', 'not_applicable'])
})
test('a condition that nobody checked is not checked, not advice', () => {
  expect(pileOf(line('not_checked', 'condition'))).toBe('not_checked')
  expect(pileOf(line('fails', 'demonstration'))).toBe('fails')
})
test('metres are written as lengths, other units as they are', () => {
  expect(quantity(20.16, '米')).toBe('20.2\u2009m')
  expect(quantity(1200, '万吨/年')).toBe('1\u2009200\u2009万吨/年')
  expect(quantity(3e-6, '/年')).toBe('3×10⁻⁶\u2009/年')
  expect(quantity(0, '吨')).toBe('0\u2009吨')
})
test('an opinion is found by its name or its number', () => {
  const rows = [{ name: '东门烟花店', number: '530181-2026-0001' }, { name: '加油站', number: '530181-2026-0012' }] as OpinionRow[]
  expect(matching(rows, '烟花').length).toBe(1)
  expect(matching(rows, ' 0012 ')[0]?.name).toBe('加油站')
  expect(matching(rows, '').length).toBe(2)
})

test('a footprint moved by metres is moved on the ellipsoid', () => {
  // 1 second of latitude is 30.77 m at 24.9 degrees, of longitude 28.10 m
  const there = moved({ type: 'Point', coordinates: [102.4, 24.9] }, 28.1, 30.77)
  expect(there.type === 'Point' && there.coordinates[0]).toBeCloseTo(102.4 + 1 / 3600, 6)
  expect(there.type === 'Point' && there.coordinates[1]).toBeCloseTo(24.9 + 1 / 3600, 6)
})

test('only answered questions are asked, and own sites only by who extends', () => {
  const own = [{ id: 7 }] as Draft['own']
  expect(askedOf(draft({ own }))).toEqual({ type: 'tailings_pond', act: 'new', name: '一号库', footprint: area, fields: {}, own: [] })
  expect(askedOf(draft({ own, act: 'expand', typed: { dam_height: '1２0' } }))).toMatchObject({ fields: { dam_height: 120 }, own: [7] })
})
test('what is lacking is named before anything is asked', () => {
  expect(lacks(draft({ type: null }))).toBe('type')
  expect(lacks(draft({ footprint: null }))).toBe('footprint')
  expect(faultsIn(draft({ typed: { dam_height: '很高' } }))).toEqual({ dam_height: '应是数字' })
  expect(askedOf(draft({ typed: { dam_height: '很高' } }))).toBeNull()
})
