/** What the page itself draws on the map: clusters, the chosen site, the ruler, the own position, a picked place.
 * All lie in one source and are kept here, so that they outlive a change of style. */
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, LayerSpecification, Map, SourceSpecification, SymbolLayerSpecification } from 'maplibre-gl'
import type { Feature, FeatureCollection } from 'geojson'
import { token } from '@/theme'

const FONT = ['Noto Sans CJK SC Bold', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif']
const SOURCE = 'overlay'

export type Overlay = 'clusters' | 'chosen' | 'ruler' | 'position' | 'picked' | 'between' | 'reach' | 'excluded' | 'feasible' | 'places' | 'replayed'

const shown: Partial<Record<Overlay, Feature[]>> = {}

function all(): FeatureCollection {
  const features = Object.entries(shown).flatMap(([overlay, some]) =>
    some.map((feature) => ({ ...feature, properties: { ...feature.properties, overlay } })),
  )
  return { type: 'FeatureCollection', features }
}

/** Replaces what one overlay shows; null clears it. */
export function show(map: Map, overlay: Overlay, what: FeatureCollection | Feature | null): void {
  const before = shown[overlay]?.length ?? 0
  shown[overlay] = what === null ? [] : what.type === 'Feature' ? [what] : what.features
  if (before || shown[overlay].length) map.getSource<GeoJSONSource>(SOURCE)?.setData(all())
}

export const overlaySource = (): Record<string, SourceSpecification> => ({ [SOURCE]: { type: 'geojson', data: all() } })

const counted = (): Pick<SymbolLayerSpecification, 'layout' | 'paint'> => ({
  layout: {
    'icon-image': ['concat', 'cluster-', ['get', 'grade']], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'],
    'icon-size': ['interpolate', ['linear'], ['get', 'n'], 1, 0.8, 100, 1, 1000, 1.25, 100000, 1.6],
    'text-field': ['to-string', ['get', 'n']], 'text-font': FONT, 'text-size': 12, 'text-offset': [-0.1, 0.1], 'text-allow-overlap': true,
  },
  paint: { 'text-color': token('--mark-count') },
})

/** In the colours of the theme that is on. */
export function overlayLayers(): LayerSpecification[] {
  const [accent, ink, paper, halo] = [token('--link'), token('--text'), token('--surface'), token('--mark-halo')]
  const of = (overlay: Overlay, ...tests: ExpressionSpecification[]): { source: string; filter: FilterSpecification } => ({
    source: SOURCE,
    filter: ['all', ['==', ['get', 'overlay'], overlay], ...tests],
  })
  const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
  const polygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
  const notPoint: ExpressionSpecification = ['!', point]
  const dot = { 'circle-color': accent, 'circle-stroke-color': halo, 'circle-stroke-width': 3 }
  const unsure: ExpressionSpecification = ['==', ['get', 'answer'], 'not_checked']
  return [
    { id: 'excluded-area', type: 'fill', ...of('excluded'), paint: { 'fill-color': ink, 'fill-opacity': ['case', unsure, 0.14, 0.3] } },
    { id: 'excluded-line', type: 'line', ...of('excluded', unsure), paint: { 'line-color': ink, 'line-width': 1, 'line-dasharray': [3, 3] } },
    { id: 'feasible-line', type: 'line', ...of('feasible'), paint: { 'line-color': accent, 'line-width': 2 } },
    { id: 'places-area', type: 'line', ...of('places', notPoint), paint: { 'line-color': accent, 'line-width': 3 } },
    { id: 'reach-area', type: 'fill', ...of('reach'), paint: { 'fill-color': accent, 'fill-opacity': 0.1 } },
    { id: 'reach-line', type: 'line', ...of('reach'), paint: { 'line-color': accent, 'line-width': 1.5, 'line-dasharray': [4, 2] } },
    { id: 'chosen-area', type: 'line', ...of('chosen', notPoint), paint: { 'line-color': accent, 'line-width': 4, 'line-opacity': 0.9 } },
    { id: 'chosen-place', type: 'circle', ...of('chosen', point), paint: { 'circle-radius': 17, 'circle-opacity': 0, 'circle-stroke-color': accent, 'circle-stroke-width': 3 } },
    { id: 'replayed-area', type: 'line', ...of('replayed', notPoint), paint: { 'line-color': accent, 'line-width': 2, 'line-dasharray': [3, 2] } },
    { id: 'replayed-place', type: 'circle', ...of('replayed', point), paint: { 'circle-radius': 20, 'circle-radius-transition': { duration: 500 }, 'circle-opacity': 0, 'circle-stroke-color': accent, 'circle-stroke-width': 4 } },
    { id: 'clusters-mark', type: 'symbol', maxzoom: 10, ...of('clusters', ['!', ['get', 'near']]), ...counted() },
    { id: 'clusters-near', type: 'symbol', minzoom: 10, ...of('clusters', ['get', 'near']), ...counted() },
    { id: 'places-mark', type: 'circle', ...of('places', point), paint: { 'circle-radius': 12, 'circle-color': accent, 'circle-stroke-color': paper, 'circle-stroke-width': 2 } },
    {
      id: 'places-rank', type: 'symbol', ...of('places', point),
      layout: { 'text-field': ['to-string', ['get', 'rank']], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'] },
      paint: { 'text-color': paper },
    },
    { id: 'ruler-area', type: 'fill', ...of('ruler', polygon), paint: { 'fill-color': accent, 'fill-opacity': 0.12 } },
    { id: 'ruler-case', type: 'line', ...of('ruler', notPoint), paint: { 'line-color': paper, 'line-width': 5 } },
    { id: 'ruler-line', type: 'line', ...of('ruler', notPoint), paint: { 'line-color': accent, 'line-width': 2.5, 'line-dasharray': [2, 1.2] } },
    { id: 'ruler-point', type: 'circle', ...of('ruler', point), paint: { 'circle-radius': 4.5, 'circle-color': paper, 'circle-stroke-color': accent, 'circle-stroke-width': 2.5 } },
    {
      id: 'ruler-label', type: 'symbol', ...of('ruler', ['has', 'label']),
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-allow-overlap': true },
      paint: { 'text-color': ink, 'text-halo-color': paper, 'text-halo-width': 2 },
    },
    { id: 'between-case', type: 'line', ...of('between', notPoint), layout: { 'line-cap': 'round' }, paint: { 'line-color': paper, 'line-width': 7 } },
    { id: 'between-line', type: 'line', ...of('between', notPoint), paint: { 'line-color': ink, 'line-width': 3 } },
    { id: 'between-point', type: 'circle', ...of('between', point), paint: { 'circle-radius': 5, 'circle-color': paper, 'circle-stroke-color': ink, 'circle-stroke-width': 3 } },
    {
      id: 'between-label', type: 'symbol', ...of('between', ['has', 'label']),
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 14, 'text-anchor': 'bottom', 'text-offset': [0, -1.3], 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': ink, 'text-halo-color': paper, 'text-halo-width': 2.5 },
    },
    { id: 'position-area', type: 'fill', ...of('position', polygon), paint: { 'fill-color': accent, 'fill-opacity': 0.12 } },
    { id: 'position-point', type: 'circle', ...of('position', point), paint: { ...dot, 'circle-radius': 6 } },
    { id: 'picked-area', type: 'line', ...of('picked', notPoint), paint: { 'line-color': accent, 'line-width': 3, 'line-dasharray': [2, 1] } },
    { id: 'picked-point', type: 'circle', ...of('picked', point), paint: { ...dot, 'circle-radius': 7 } },
  ]
}
