import { expect, test } from 'vitest'
import { readMark } from '@/map/marks'

test('the map style names its pictures by colour, by review and by layer', () => {
  expect(readMark('mark-red')).toEqual({ kind: 'mark', grade: 'red', stale: false })
  expect(readMark('mark-none')).toEqual({ kind: 'mark', grade: 'none', stale: false })
  expect(readMark('mark-blue-stale')).toEqual({ kind: 'mark', grade: 'blue', stale: true })
  expect(readMark('cluster-yellow')).toEqual({ kind: 'cluster', grade: 'yellow' })
  expect(readMark('glyph-protected_target')).toEqual({ kind: 'glyph', layer: 'protected_target', level: 0 })
})

test('there is no green, and a name of somebody else is left alone', () => {
  expect(readMark('mark-green')).toBeNull()
  expect(readMark('airport-15')).toBeNull()
})
