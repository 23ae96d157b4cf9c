import { beforeEach, expect, test } from 'vitest'
import { asOf } from '@/api/http'
import { filter, filterQuery, fromQuery, state, toQuery } from '@/map/state'

beforeEach(() => fromQuery({}))

test('a link shows the same picture: place, layers, filter, card and day', () => {
  const link = {
    at: '102.47850,24.91950,11.20', layers: 'mine,school', colour: 'red,none', division: '530181',
    overdue: '1', site: '12', do: 'edit', as_of: '2026-11-01',
  }
  fromQuery(link)
  expect(state.at).toEqual([102.4785, 24.9195, 11.2])
  expect(filter.colours).toEqual(['red', 'none'])
  expect(asOf.value).toBe('2026-11-01')
  expect(toQuery()).toEqual(link)
})

test('an untouched map has an empty address', () => {
  expect(toQuery()).toEqual({})
})

test('no layer at all is not the same as the usual layers', () => {
  fromQuery({ layers: '' })
  expect(state.layers).toEqual([])
  expect(toQuery()).toEqual({ layers: '' })
})

test.each([
  [{ at: '500,0,3' }], [{ at: 'a,b,c' }], [{ at: '1,2' }], [{ site: '-1' }], [{ site: 'x' }],
  [{ colour: 'green' }], [{ division: "1' or 1" }], [{ as_of: 'soon' }], [{ do: 'dance' }],
])('what cannot be read in a link is left out: %o', (link) => {
  fromQuery(link)
  expect(toQuery()).toEqual({})
})

test('the filter asks the server in its own words', () => {
  fromQuery({ colour: 'blue,red', overdue: '1' })
  expect(filterQuery()).toEqual({ colour: 'red,blue', division: null, overdue: true })
})
