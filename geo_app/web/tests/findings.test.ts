import { describe, expect, test } from 'vitest'
import { dominoes } from '@/findings/dominoes'
import { outsiders } from '@/findings/outsiders'
import { roads } from '@/findings/roads'
import type { Danger, Outsider, Pair, Reach } from '@/findings/types'

const geometry = { type: 'Point' as const, coordinates: [102.4, 24.9] }
const reach = (by: Reach['by'], clause: string, verified = true): Reach => ({ by, name: '500 米环带', name_en: 'ring of 500 m', metres: 500, clause, clause_en: clause, confidence: verified ? 'seen in 2 independent sources' : 'not found', verified })
const pair = (more: Partial<Pair>): Pair => ({
  key: '1-2', a: { id: 1, name: '甲厂', layer: 'chemical_plant', colour: 'red' }, b: { id: null, name: '乙厂', layer: 'chemical_plant', colour: null },
  distance_m: 120, a_reaches_b: [], b_reaches_a: [], mutual: false, geometry, ...more,
})

describe('a domino pair', () => {
  test('points from the hazard that reaches, and says of a neighbour no more than its name', () => {
    const [found] = dominoes({ pairs: [pair({ b_reaches_a: [reach('ring', '4.3')] })], truncated: false }).findings
    expect(found).toMatchObject({ title: '乙厂 → 甲厂', colours: ['none', 'red'], group: 'one_way', metres: 120, verified: true })
    expect(found?.told).toContain('辖区外')
  })
  test('names the clause of a distance that is short first, and counts the others', () => {
    const [found] = dominoes({ pairs: [pair({ a_reaches_b: [reach('zone', 'ERPG', false), reach('gap', '第 30 条')], b_reaches_a: [reach('ring', '4.3')], mutual: true })], truncated: true }).findings
    expect(found?.clause).toBe('第 30 条；另有 2 条依据')
    expect(found).toMatchObject({ title: '甲厂 ⇄ 乙厂', look: 'strong', verified: false })
    expect(found?.steps).toHaveLength(4)
  })
})

describe('a plant outside every park', () => {
  const plant: Outsider = { id: 1, name: '甲厂', division: null, colour: null, enterprise_type: null, stated_park: '演示园区', nearest_id: null, nearest: null, distance_m: null, flag: '无法判断', flag_en: 'cannot be said', clause: '', confidence: '', verified: true, geometry }
  test('without a type and without any park says both, and that its record says otherwise', () => {
    const [found] = outsiders({ parks: 0, plants: 1, outside: [plant], notes: [], notes_en: [] }).findings
    expect(found).toMatchObject({ group: 'unknown', look: 'open', metres: null })
    expect(found?.steps.map(({ text }) => text).join()).toMatch(/类型未填.*演示园区.*没有登记任何化工园区/)
  })
})

describe('a road', () => {
  const danger = (more: Partial<Danger>): Danger => ({ danger: 'water', title: '临水', title_en: 'Near water', state: 'clear', within_m: 30, basis: '设定值', basis_en: 'a convention', confidence: 'not found', verified: false, site_id: null, what: null, distance_m: null, geometry: null, ...more })
  test('is told by what is nearest; what nobody could look up is not clear', () => {
    const [found] = roads({ segments: 1, dangerous: 1, notes: [], notes_en: [], roads: [{ id: 1, layer: 'road', name: '县道', division: '530181', colour: null, is_dangerous: true, geometry, dangers: [danger({ state: 'near', what: '演示河', distance_m: 20 }), danger({ title: '临崖', state: 'not_checked' })] }] }).findings
    expect(found).toMatchObject({ group: 'near', metres: 20, verified: false, look: 'strong' })
    expect(found?.told).toContain('临崖未查')
  })
  test('with a danger that nobody checked is never listed as clear', () => {
    const [found] = roads({ segments: 1, dangerous: 0, notes: [], notes_en: [], roads: [{ id: 1, layer: 'road', name: '县道', division: '530181', colour: null, is_dangerous: false, geometry, dangers: [danger({}), danger({ state: 'not_checked' })] }] }).findings
    expect(found?.group).toBe('not_checked')
  })
})
