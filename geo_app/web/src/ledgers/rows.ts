/** The rows of a ledger as layers of a map: areas, lines, places, and the one that is pointed at above all. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import type { Bounds, MapAnswer } from '@/api/types'
import { onlyLayers } from '@/map/style'
import { boxAround, cornersOf } from '@/sites/place'
import { token } from '@/theme'
import { colourOf, isDashed, isGrade, type MapRow } from './looks'

const FONT = ['Noto Sans CJK SC Bold', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif']
/** What a click may hit, the uppermost first. */
export const HITS = ['rows-mark', 'rows-place', 'rows-line', 'rows-dash', 'rows-area']

export function asFeatures(rows: MapRow[], picked: number | null): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: rows.map(({ id, geometry, look, label }) => ({
      type: 'Feature', geometry, properties: { row: id, mark: isGrade(look) ? `mark-${look}` : '', colour: colourOf(look), dashed: isDashed(look), strong: look === 'strong', picked: id === picked, label: id === picked ? (label ?? '') : '' },
    })),
  }
}

/** The box around some rows; null when they have no place. */
export const boundsOf = (rows: MapRow[]): Bounds | null => boxAround(rows.flatMap(({ geometry }) => cornersOf(geometry)))

/** The map of this county with some of its layers, and the rows upon them. */
export function ledgerStyle(answer: MapAnswer, dark: boolean, beneath: string[], data: FeatureCollection): StyleSpecification {
  const { sources, layers: under, ...style } = onlyLayers(answer, dark, ['division', ...beneath])
  const marks = under.findIndex(({ type }) => type === 'symbol') // areas lie beneath the marks that stand in them
  const layers = [...under.slice(0, marks), areas(), ...under.slice(marks), ...rowLayers()]
  return { ...style, sources: { ...sources, rows: { type: 'geojson', data } }, layers }
}

const is = (name: string): ExpressionSpecification => ['boolean', ['get', name], false]
const POLYGON: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']

const areas = (): LayerSpecification => ({ id: 'rows-area', type: 'fill', source: 'rows', filter: POLYGON, paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['case', is('picked'), 0.2, 0.12] } })

function rowLayers(): LayerSpecification[] {
  const [accent, paper, ink] = [token('--link'), token('--surface'), token('--text')]
  const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
  const marked: ExpressionSpecification = ['!=', ['get', 'mark'], '']
  const colour: ExpressionSpecification = ['get', 'colour']
  const width: ExpressionSpecification = ['case', is('strong'), 3, 2]
  const source = 'rows'
  return [
    { id: 'picked-case', type: 'line', source, filter: ['all', ['!', point], is('picked')], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': accent, 'line-width': 9, 'line-opacity': 0.55 } },
    { id: 'rows-case', type: 'line', source, filter: ['!', point], layout: { 'line-join': 'round' }, paint: { 'line-color': paper, 'line-width': 4.5, 'line-opacity': 0.8 } },
    { id: 'rows-line', type: 'line', source, filter: ['all', ['!', point], ['!', is('dashed')]], paint: { 'line-color': colour, 'line-width': width } },
    { id: 'rows-dash', type: 'line', source, filter: ['all', ['!', point], is('dashed')], paint: { 'line-color': colour, 'line-width': 2.5, 'line-dasharray': [2, 1.4] } },
    { id: 'rows-place', type: 'circle', source, filter: ['all', point, ['!', marked]], paint: { 'circle-radius': 6, 'circle-color': colour, 'circle-stroke-color': paper, 'circle-stroke-width': 2 } },
    { id: 'rows-mark', type: 'symbol', source, filter: ['all', point, marked], layout: { 'icon-image': ['get', 'mark'], 'icon-overlap': 'always' } },
    { id: 'picked-place', type: 'circle', source, filter: ['all', point, is('picked')], paint: { 'circle-radius': 12, 'circle-opacity': 0, 'circle-stroke-color': accent, 'circle-stroke-width': 3 } },
    {
      id: 'rows-label', type: 'symbol', source, filter: ['all', ['!', POLYGON], is('picked')],
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'text-offset': [0, -1.2], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': ink, 'text-halo-color': paper, 'text-halo-width': 2.5 },
    },
  ]
}
