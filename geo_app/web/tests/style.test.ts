import { beforeEach, expect, test } from 'vitest'
import type { StyleSpecification } from 'maplibre-gl'
import { asOf } from '@/api/http'
import type { Layer, MapAnswer } from '@/api/types'
import { layers } from '@/layers'
import { matching } from '@/map/counts'
import { filter, fromQuery } from '@/map/state'
import { onlyLayers, prepared } from '@/map/style'

const layer = (name: string, own: Partial<Layer>): Layer => ({ name, source: 'site', graded: true, shown: true, ...own }) as Layer
const style = {
  version: 8,
  sources: { layers: { type: 'vector', tiles: ['/tiles/mine,school/{z}/{x}/{y}.mvt'] } },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#F6F5F1' } },
    { id: 'mine-cluster', type: 'circle', source: 'layers', 'source-layer': 'mine', metadata: { layer: 'mine' } },
    { id: 'mine-cluster-count', type: 'symbol', source: 'layers', 'source-layer': 'mine', metadata: { layer: 'mine' } },
    { id: 'mine-mark', type: 'symbol', source: 'layers', 'source-layer': 'mine', metadata: { layer: 'mine' } },
    { id: 'school-mark', type: 'symbol', source: 'layers', 'source-layer': 'school', metadata: { layer: 'school' } },
  ],
} as unknown as StyleSpecification
const answer = (basemap: MapAnswer['basemap'] = null): MapAnswer => ({ style, bounds: [102, 24, 103, 25], basemap })
const tiles = (ready: StyleSpecification, name = 'layers'): string => (ready.sources[name] as { tiles: string[] }).tiles[0] ?? ''
const look = (ready: StyleSpecification, id: string): unknown => ready.layers.find((each) => each.id === id)?.layout?.visibility

beforeEach(() => {
  fromQuery({})
  layers.value = [layer('mine', {}), layer('school', { graded: false, shown: false })]
})

test('tiles have whole addresses and carry filter and day', () => {
  fromQuery({ colour: 'red', overdue: '1', division: '530181', as_of: '2026-10-01' })
  const address = new URL(tiles(prepared(answer(), false)).replace(/[{}]/g, ''))
  expect(address.pathname).toBe('/tiles/mine/z/x/y.mvt')
  expect(Object.fromEntries(address.searchParams)).toEqual({ colour: 'red', overdue: '1', division: '530181', as_of: '2026-10-01' })
})

test('schools are counted when red is asked for', () => {
  filter.colours = ['red']
  expect(matching(layer('school', { graded: false }), { layer: 'school', total: 7, red: 0, orange: 0, yellow: 0, blue: 0, none: 7, stale: 0 })).toBe(7)
  expect(matching(layer('mine', {}), { layer: 'mine', total: 7, red: 2, orange: 0, yellow: 0, blue: 5, none: 0, stale: 0 })).toBe(2)
})

test('layers that are off are not drawn, a link may switch them on', () => {
  expect(look(prepared(answer(), false), 'school-mark')).toBe('none')
  fromQuery({ layers: 'school' })
  expect(look(prepared(answer(), false), 'school-mark')).toBe('visible')
  expect(look(prepared(answer(), false), 'mine-mark')).toBe('none')
  expect(tiles(prepared(answer(), false))).toContain('/tiles/school/')
})

test('a smaller map shows its own layers, whatever is switched on', () => {
  const ready = onlyLayers(answer(), false, ['school'])
  expect(ready.layers.map((each) => each.id)).toEqual(['ground', 'school-mark'])
  expect(look(ready, 'school-mark')).toBe('visible')
  expect(tiles(ready)).toContain('/tiles/school/')
})

test('counts of low zoom are loaded but left to our own clusters', () => {
  const ids = prepared(answer(), false).layers.map((each) => each.id)
  expect(ids).toContain('mine-cluster')
  expect(ids).not.toContain('mine-cluster-count')
  expect(ids.indexOf('clusters-mark')).toBeGreaterThan(ids.indexOf('mine-mark'))
})

test('a base map lies between the ground and our layers', () => {
  const ready = prepared(answer({ url: '/base/{z}/{x}/{y}.png', attribution: '天地图' }), false)
  expect(ready.layers.map((each) => each.id).slice(0, 3)).toEqual(['ground', 'basemap', 'mine-cluster'])
  expect(tiles(ready, 'basemap')).toMatch(/^http.*\/base\/\{z\}/)
})

test('the day does not stay in the address when it is now', () => {
  asOf.value = null
  expect(tiles(prepared(answer(), false))).not.toContain('as_of')
})
