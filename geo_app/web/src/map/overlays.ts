/** What the page itself draws on the map: clusters, the chosen site, the ruler, the own position, a picked place. */
import type { Feature, FeatureCollection } from 'geojson'
import type { GeoJSONSource, LayerSpecification, Map, SourceSpecification } from 'maplibre-gl'
import { token } from '@/theme'

export const FONT = ['Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif']
const BOLD = ['Noto Sans CJK SC Bold', ...FONT.slice(1)] // the word Bold in the first name sets the weight
export const OVERLAYS = ['clusters', 'chosen', 'ruler', 'position', 'picked'] as const
export type Overlay = (typeof OVERLAYS)[number]

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

export function overlaySources(): Record<string, SourceSpecification> {
  return Object.fromEntries(OVERLAYS.map((name) => [name, { type: 'geojson', data: NOTHING }]))
}

/** Replaces what one overlay shows. */
export function show(map: Map, overlay: Overlay, what: FeatureCollection | Feature | null): void {
  map.getSource<GeoJSONSource>(overlay)?.setData(what ?? NOTHING)
}

/** In the colours of the theme that is on. */
export function overlayLayers(): LayerSpecification[] {
  const [accent, ink, paper, halo] = [token('--link'), token('--text'), token('--surface'), token('--mark-halo')]
  return [
    { id: 'chosen-area', type: 'line', source: 'chosen', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': accent, 'line-width': 4, 'line-opacity': 0.9 } },
    { id: 'chosen-place', type: 'circle', source: 'chosen', filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 17, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': accent, 'circle-stroke-width': 3 } },
    { id: 'clusters-mark', type: 'symbol', source: 'clusters', maxzoom: 10,
      layout: {
        'icon-image': ['concat', 'cluster-', ['get', 'grade']], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'],
        'icon-size': ['interpolate', ['linear'], ['get', 'n'], 1, 0.8, 100, 1, 1000, 1.25, 100000, 1.6],
        'text-field': ['to-string', ['get', 'n']], 'text-font': BOLD, 'text-size': 12, 'text-offset': [-0.1, 0.1], 'text-allow-overlap': true,
      },
      paint: { 'text-color': token('--mark-count') } },
    { id: 'ruler-area', type: 'fill', source: 'ruler', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': accent, 'fill-opacity': 0.12 } },
    { id: 'ruler-case', type: 'line', source: 'ruler', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': paper, 'line-width': 5 } },
    { id: 'ruler-line', type: 'line', source: 'ruler', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': accent, 'line-width': 2.5, 'line-dasharray': [2, 1.2] } },
    { id: 'ruler-point', type: 'circle', source: 'ruler', filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 4.5, 'circle-color': paper, 'circle-stroke-color': accent, 'circle-stroke-width': 2.5 } },
    { id: 'ruler-label', type: 'symbol', source: 'ruler', filter: ['has', 'label'],
      layout: { 'text-field': ['get', 'label'], 'text-font': BOLD, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.9, 0], 'text-allow-overlap': true },
      paint: { 'text-color': ink, 'text-halo-color': paper, 'text-halo-width': 2 } },
    { id: 'position-area', type: 'fill', source: 'position', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': accent, 'fill-opacity': 0.12 } },
    { id: 'position-point', type: 'circle', source: 'position', filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 6, 'circle-color': accent, 'circle-stroke-color': halo, 'circle-stroke-width': 3 } },
    { id: 'picked-area', type: 'line', source: 'picked', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': accent, 'line-width': 3, 'line-dasharray': [2, 1] } },
    { id: 'picked-point', type: 'circle', source: 'picked', filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 7, 'circle-color': accent, 'circle-stroke-color': halo, 'circle-stroke-width': 3 } },
  ]
}
