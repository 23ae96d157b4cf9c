/** The server's map style made ready for this page: whole addresses, the base map below, our overlays above, the theme. */
import type { LayerSpecification, Map, SourceSpecification, StyleSpecification, VectorTileSource } from 'maplibre-gl'
import { address } from '@/api/http'
import type { Layer, MapAnswer } from '@/api/types'
import { AREA_LAYERS, areaFill, areaMark } from '@/areas/onMap'
import { layers } from '@/layers'
import { atNight } from './night'
import { overlayLayers, overlaySource } from './overlays'
import { filter, state } from './state'

export const shownLayers = (): Layer[] =>
  layers.value.filter((layer) => (state.layers ? state.layers.includes(layer.name) : layer.shown))

/** Colour and review are questions to graded layers only: schools stay on the map when red is asked for. */
export function layerQuery(layer: Layer | undefined): Record<string, string | null> {
  const graded = layer?.graded ?? false
  return {
    colour: graded ? filter.colours.join(',') : null,
    overdue: graded && filter.overdue ? '1' : null,
    division: layer?.source === 'division' ? null : filter.division,
  }
}

function tilesOf(name: string): string[] {
  const path = address('', layerQuery(layers.value.find((layer) => layer.name === name)))
  return [`${location.origin}/tiles/${name}/{z}/{x}/{y}.mvt${path}`]
}

export function prepared({ style, basemap }: MapAnswer, dark: boolean): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {}
  for (const [name, source] of Object.entries(style.sources)) {
    sources[name] = source.type === 'vector' ? { ...source, tiles: tilesOf(name) } : source
  }
  const below: LayerSpecification[] = style.layers.filter((layer) => layer.type === 'background')
  if (basemap) {
    const url = basemap.url.startsWith('/') ? location.origin + basemap.url : basemap.url
    sources.basemap = { type: 'raster', tiles: [url], tileSize: 256, maxzoom: 18, attribution: basemap.attribution }
    below.push({ id: 'basemap', type: 'raster', source: 'basemap', paint: dark ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : {} })
  }
  const shown = new Set(shownLayers().map((layer) => layer.name))
  const drawn = style.layers.filter((layer) => layer.type !== 'background' && !layer.id.endsWith('-cluster-count'))
  const ours = drawn.map((layer) => heard(visible(layer, shown)))
  const themed = (some: LayerSpecification[]): LayerSpecification[] => (dark ? some.map(atNight) : some)
  const areas = 'division' in sources ? { fill: [areaFill()], mark: [areaMark()] } : { fill: [], mark: [] }
  return { ...style, sources: { ...sources, ...overlaySource() }, layers: [...themed(below), ...areas.fill, ...themed(ours), ...areas.mark, ...overlayLayers()] }
}

/** The cells of low zoom are loaded, but drawn by our own clusters across layers. */
function heard(layer: LayerSpecification): LayerSpecification {
  if (!layer.id.endsWith('-cluster') || !('source' in layer)) return layer
  const { id, source } = layer
  return {
    id, source, type: 'circle', 'source-layer': source, maxzoom: 10, filter: ['has', 'n'],
    layout: { visibility: layer.layout?.visibility ?? 'visible' }, paint: { 'circle-radius': 1, 'circle-opacity': 0 },
  }
}

function visible(layer: LayerSpecification, shown: Set<string>): LayerSpecification {
  if (!('source' in layer)) return layer
  const visibility = shown.has(layer.source) ? 'visible' : 'none'
  return { ...layer, layout: { ...layer.layout, visibility } } as LayerSpecification
}

/** Switches layers on and off without a new style. */
export function showLayers(map: Map): void {
  const shown = new Set(shownLayers().map((layer) => layer.name))
  for (const layer of map.getStyle().layers) {
    if (!('source' in layer) || AREA_LAYERS.includes(layer.id) || !layers.value.some((each) => each.name === layer.source)) continue
    const wanted = shown.has(layer.source) ? 'visible' : 'none'
    if (map.getLayoutProperty(layer.id, 'visibility') !== wanted) map.setLayoutProperty(layer.id, 'visibility', wanted)
  }
}

/** Asks for the tiles again: another filter, another day, or after a fault. */
export function reloadTiles(map: Map): void {
  for (const { name } of layers.value) map.getSource<VectorTileSource>(name)?.setTiles(tilesOf(name))
}
