import { describe, expect, test } from 'vitest'
import { asRow, stepsOf, worstFirst } from '@/gaps/reckoning'
import type { Gap } from '@/gaps/types'
import { readQuery, writeQuery } from '@/ledgers/address'
import { boundsOf } from '@/ledgers/rows'
import { leaves, mapRows, nextStages, partsOf } from '@/relocations/ranking'
import type { Reason, Relocation } from '@/relocations/types'
import { peopleText, readWind, wedge } from '@/surroundings/people'
import type { Sector } from '@/surroundings/types'

const LINE: Gap['geometry'] = { type: 'LineString', coordinates: [[102.1, 24.1], [102.2, 24.2]] }
const gap = (more: Partial<Gap>): Gap => ({
  id: 1, verdict: 'short', source: { id: 1, name: '甲厂', layer: 'chemical_plant' }, target: { id: 2, name: '乙村', layer: 'settlement' }, rule: 'r', rule_title: '规定', rule_title_en: 'Rule', effect: 'minimum', effect_label: '最小间距', effect_label_en: 'least distance',
  required_m: 1000, measured_m: 617, shortfall_m: 383, direction: '东偏北', people: 64, clause: '第 4 条', confidence: 'seen in 2 independent sources', verified: true, measured_from: '厂界', measured_from_en: 'the boundary', reason: '', reason_en: '', geometry: LINE, division: '530181007', version: 1, changed_at: '2026-11-21', ...more,
})

describe('a gap', () => {
  test('is reckoned in steps: required by a clause, measured, short by the difference', () => {
    const steps = stepsOf(gap({}))
    expect(steps.map(({ value }) => value)).toEqual([1000, 617, 383, 64])
    expect(steps[0]).toMatchObject({ clause: '第 4 条', confidence: 'seen in 2 independent sources' })
  })
  test('that nobody could measure says why and has no shortfall', () => {
    const steps = stepsOf(gap({ verdict: 'unchecked', measured_m: null, shortfall_m: null, people: null, reason: '没有登记边界' }))
    expect(steps.map(({ value }) => value)).toEqual([1000, null, null])
    expect(steps[1]?.text).toBe('没有登记边界')
  })
  test('that is unchecked comes before one that is kept, the worst shortfall first', () => {
    const some = [gap({ id: 1, verdict: 'kept', shortfall_m: null }), gap({ id: 2, verdict: 'unchecked' }), gap({ id: 3, shortfall_m: 10 }), gap({ id: 4, shortfall_m: 90 })]
    expect(worstFirst(some).map(({ id }) => id)).toEqual([4, 3, 2, 1])
  })
  test('tells its metres on the map without a requirement too', () => {
    expect(asRow(gap({})).label).toBe('617\u2009m / 1.00\u2009km')
    expect(asRow(gap({ required_m: null })).label).toBe('617\u2009m')
    expect(asRow(gap({ measured_m: null })).label).toBe('')
  })
})

describe('the address of a ledger', () => {
  test('names only what was asked', () => {
    expect(readQuery({ verdict: 'short', at: '1,2' }, ['verdict', 'rule'])).toEqual({ verdict: 'short', rule: '' })
    expect(writeQuery({ verdict: 'short', rule: '' })).toEqual({ verdict: 'short' })
  })
})

test('the box around rows holds all of them; no rows have none', () => {
  expect(boundsOf([asRow(gap({})), asRow(gap({ geometry: { type: 'Point', coordinates: [102.3, 24] } }))])).toEqual([102.1, 24, 102.3, 24.2])
  expect(boundsOf([])).toBeNull()
})

const reason = (name: string, points: number, weight: number): Reason => ({ reason: name, title: name, title_en: name, value: null, unit: '', unit_en: '', points, weight, text: '', text_en: '', clause: '', confidence: '', verified: true })
const target = (more: Partial<Relocation>): Relocation => ({ id: 1, geometry: LINE, stage: 'accepted', mode: 'relocate', park: { id: 9, name: '园区' }, site: { id: 1, name: '甲厂', layer: 'chemical_plant' }, reasons: [], ...more }) as unknown as Relocation

describe('the ranking', () => {
  test('parts are shares of the whole scale, the largest first, none without points', () => {
    const parts = partsOf([reason('a', 10, 30), reason('b', 20, 40), reason('c', 0, 30)])
    expect(parts.map(({ reason, share }) => [reason, share])).toEqual([['b', 0.2], ['a', 0.1]])
  })
  test('whoever rebuilds in place or is undecided stays', () => {
    expect([target({}), target({ mode: 'in_place' }), target({ stage: 'proposed' }), target({ stage: 'dropped' }), target({ mode: 'close', stage: 'done' })].map(leaves)).toEqual([true, false, false, false, true])
  })
  test('the map after the decision shows the way to the park and who stays', () => {
    const some = [target({ id: 1 }), target({ id: 2, stage: 'proposed' }), target({ id: 3, mode: 'close' })]
    expect(mapRows(some, false, new Map()).map(({ id }) => id)).toEqual([1, 2, 3])
    expect(mapRows(some, true, new Map([[1, LINE]])).map(({ id, look }) => [id, look])).toEqual([[1, 'way'], [2, 'strong']])
  })
  test('an undecided target is listed or not; a decided one may take any other stage', () => {
    expect(nextStages('proposed')).toEqual(['accepted', 'dropped'])
    expect(nextStages('moving')).toEqual(['proposed', 'accepted', 'planned', 'done', 'dropped'])
  })
})

describe('people around', () => {
  test('unknown is never nobody', () => {
    expect(peopleText({ people: 64, is_complete: true, without: [] })).toBe('64 人')
    expect(peopleText({ people: 64, is_complete: false, without: ['乙村'] })).toBe('至少 64 人')
    expect(peopleText({ people: 0, is_complete: false, without: ['乙村'] })).toBe('未知')
    expect(peopleText({ people: 0, is_complete: true, without: [] })).toBe('0 人')
  })
  test('a wind is as many shares as directions, however they are written', () => {
    expect(readWind('12, 8 5，0 3 9 4 2', 8)).toBe('12,8,5,0,3,9,4,2')
    expect(readWind('12,8', 8)).toBe('')
    expect(readWind('1 1 1 1 1 1 1 -1', 8)).toBe('')
  })
  test('a sector around north opens upwards', () => {
    expect(wedge({ from_deg: -22.5, to_deg: 22.5 } as Sector, 1)).toBe('M0 0L-0.3827 -0.9239A1.0000 1.0000 0 0 1 0.3827 -0.9239Z')
    expect(wedge({ from_deg: 0, to_deg: 45 } as Sector, 0)).toBe('')
  })
})
