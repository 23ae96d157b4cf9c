import { describe, expect, test } from 'vitest'
import type { LayerField, Site } from '@/api/types'
import { differences, merged } from '@/sites/conflict'
import { cornersOf, geometryOf, parseCorners, parsePlace, shapesOf } from '@/sites/place'
import { changedFields, faultsOf, typedFields, valueOf } from '@/sites/values'

const field = (name: string, type: LayerField['type'], more: Partial<LayerField> = {}): LayerField => ({
  name, title: name, title_en: name, type, unit: '', required: false, choices: [], minimum: null, maximum: null, ...more,
})
const FIELDS = [
  field('name', 'text', { required: true }), field('capacity', 'number', { minimum: 0 }), field('workers', 'integer', { minimum: 0, maximum: 100_000 }), field('open', 'boolean'), field('until', 'date'),
]

describe('the values of a form', () => {
  test('an untouched form changes nothing, whatever is missing', () => {
    const values = { name: '红山矿', capacity: 45.5, workers: null, open: false }
    expect(changedFields(FIELDS, values, typedFields(FIELDS, values))).toEqual({})
  })
  test('text becomes what the server wants; an emptied field becomes nothing, never zero', () => {
    const typed = { name: ' 红山矿 ', capacity: '１ 200', workers: '', open: 'true', until: '2026-11-21' }
    expect(changedFields(FIELDS, { name: '旧名', workers: 12 }, typed)).toEqual({ name: '红山矿', capacity: 1200, workers: null, open: true, until: '2026-11-21' })
  })
  test('faults stand at their field', () => {
    const faults = faultsOf(FIELDS, { name: ' ', capacity: '-1', workers: '2.5', open: '', until: '' })
    expect(Object.keys(faults)).toEqual(['name', 'capacity', 'workers'])
    expect(faultsOf(FIELDS, { name: '矿', capacity: '约 30', workers: '100001' })).toHaveProperty('workers')
  })
  test('a grouping comma is read as one', () => expect(valueOf(field('n', 'integer'), '12,000')).toBe(12000))
})

describe('places as people write them', () => {
  test.each([
    ['102.4785, 24.9195'], ['24.9195 102.4785'], ['东经102.4785 北纬24.9195'], ['102.4785E 24.9195N'],
    ['102°28′42.6″ 24°55′10.2″'], ['北纬24°55′10.2″，东经102°28′42.6″'], ['24°55\'10.2"N 102°28\'42.6"E'], ['１０２．４７８５，２４．９１９５'],
  ])('%s', (text) => {
    const [lon, lat] = parsePlace(text) ?? []
    expect(lon).toBeCloseTo(102.4785, 6)
    expect(lat).toBeCloseTo(24.9195, 6)
  })
  test.each([[''], ['102.4'], ['0 0'], ['102.4 200'], ['abc'], ['35, 25']])('no place: %s', (text) => expect(parsePlace(text)).toBeNull())
  test('corners, one a line, with the lines that are none', () => {
    const { corners, bad } = parseCorners('J1, 102.1, 24.1\n\n102.2 24.1\nx\n24.2,102.2\n102.1 24.1')
    expect(bad).toEqual([4])
    expect(geometryOf('polygon', corners)).toEqual({ type: 'Polygon', coordinates: [[[102.1, 24.1], [102.2, 24.1], [102.2, 24.2], [102.1, 24.1]]] })
    expect(cornersOf(geometryOf('polygon', corners))).toHaveLength(3)
  })
  test('two corners are a line and no area', () => {
    const two = [[102.1, 24.1], [102.2, 24.2]]
    expect(geometryOf('polygon', two)).toBeNull()
    expect(geometryOf('line', two)).toEqual({ type: 'LineString', coordinates: two })
    expect(geometryOf('point', two)).toEqual({ type: 'Point', coordinates: [102.1, 24.1] })
  })
  test('a boundary may begin as a point, a line not', () => {
    expect(shapesOf('polygon')).toEqual(['polygon', 'point'])
    expect(shapesOf('line')).toEqual(['line'])
  })
})

describe('two people change one site', () => {
  const at = (lon: number): Site['geometry'] => ({ type: 'Point', coordinates: [lon, 24.9] })
  const site = (fields: Record<string, unknown>, geometry = at(102.4)): Site => ({ fields, geometry }) as unknown as Site
  const base = site({ name: '红山矿', capacity: 30, workers: 10 })

  test('what only one of us changed is taken, what both changed is asked', () => {
    const theirs = site({ name: '红山煤矿', capacity: 45, workers: 10 })
    const found = differences(FIELDS, base, theirs, { capacity: 60, workers: 12 })
    expect(found.map(({ name, side, both }) => [name, side, both])).toEqual([['name', 'theirs', false], ['capacity', null, true], ['workers', 'yours', false]])
    expect(merged(found, { name: 'theirs', capacity: 'yours', workers: 'yours' })).toEqual({ fields: { capacity: 60, workers: 12 }, geometry: null })
  })
  test('the same change twice is no conflict', () => {
    expect(differences(FIELDS, base, site({ name: '新名', capacity: 30, workers: 10 }), { name: '新名' })).toEqual([])
  })
  test('the place counts as a field', () => {
    const found = differences(FIELDS, base, site(base.fields, at(102.5)), { geometry: at(102.6) })
    expect(found).toMatchObject([{ name: 'geometry', both: true }])
    expect(merged(found, { geometry: 'yours' })).toEqual({ fields: {}, geometry: at(102.6) })
  })
  test('emptying a field is a change too', () => {
    expect(differences(FIELDS, base, site({ ...base.fields, capacity: 45 }), { capacity: null })).toMatchObject([{ name: 'capacity', yours: null, theirs: 45, both: true }])
  })
})
