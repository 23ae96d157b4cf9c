/** Divisions in their standing colour on the map: a pale fill below everything, and a mark at the name, so that colour is not the only sign. */
import type { ExpressionSpecification, LayerSpecification, Map } from 'maplibre-gl'
import { shallowRef } from 'vue'
import type { Graded } from '@/api/types'
import { token } from '@/theme'
import type { AreaMethod } from './types'

export const AREA_LAYERS = ['area-colour', 'area-mark']
/** The method that the map is coloured by, for its legend. */
export const areaMethod = shallowRef<AreaMethod | null>(null)
/** The colour of each division by its code; empty: the map is not coloured. */
export const areaColours = shallowRef<Readonly<Record<string, Graded>>>({})

/** The number of a division in a tile: its code with twelve digits. */
export const tileId = (code: string): number => Number(code.padEnd(12, '0'))

/** `pick` for the divisions that have a colour, `otherwise` for all others. */
function byCode(pick: (grade: Graded) => string, otherwise: string): ExpressionSpecification | string {
  const pairs = Object.entries(areaColours.value).flatMap(([code, grade]) => [tileId(code), pick(grade)])
  return pairs.length ? (['match', ['id'], ...pairs, otherwise] as unknown as ExpressionSpecification) : otherwise
}
const fill = (): ExpressionSpecification | string => byCode((grade) => token(grade === 'none' ? '--risk-none-ring' : `--risk-${grade}`), 'transparent')
const icon = (): ExpressionSpecification | string => byCode((grade) => `mark-${grade}`, '')
const visibility = (): 'visible' | 'none' => (Object.keys(areaColours.value).length ? 'visible' : 'none')

export const areaFill = (): LayerSpecification => ({
  id: 'area-colour', type: 'fill', source: 'layers', 'source-layer': 'division',
  layout: { visibility: visibility() }, paint: { 'fill-color': fill(), 'fill-opacity': 0.22, 'fill-antialias': false },
})
export const areaMark = (): LayerSpecification => ({
  id: 'area-mark', type: 'symbol', source: 'layers', 'source-layer': 'division-point',
  layout: { visibility: visibility(), 'icon-image': icon(), 'icon-anchor': 'bottom', 'icon-offset': [0, -8], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
})

/** Draws what `areaColours` says on a map that is there already. */
export function drawAreas(map: Map): void {
  if (!map.getLayer('area-colour')) return
  map.setPaintProperty('area-colour', 'fill-color', fill())
  map.setLayoutProperty('area-mark', 'icon-image', icon())
  for (const id of AREA_LAYERS) map.setLayoutProperty(id, 'visibility', visibility())
}
