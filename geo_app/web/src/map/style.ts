/** The server's map style made ready for this page: whole addresses, the base map below, our overlays above, the theme. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, Map, SourceSpecification, StyleSpecification, VectorSourceSpecification, VectorTileSource } from 'maplibre-gl'
import { address } from '@/api/http'
import type { Layer, MapAnswer } from '@/api/types'
import { areaFill, areaMark } from '@/areas/onMap'
import { layerOf, layers } from '@/layers'
import { AREA_TILES, AREA_ZOOMS, fromFile } from '@/offline/area'
import { atNight } from './night'
import { overlayLayers, overlaySource } from './overlays'
import { crowd, filter, state } from './state'

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

/** The layer that a part of the style draws; undefined for the ground and our own overlays. */
export const drawnBy = (part: LayerSpecification): string | undefined => (part.metadata as { layer?: string } | undefined)?.layer

export const SOURCE = 'layers' // one tile holds all layers that are shown

/** Borders are always there: areas are coloured by them. Without a network it is the file that was taken along. */
function tilesOf(shown: ReadonlySet<string>): string[] {
  if (fromFile.value) return [AREA_TILES]
  const names = layers.value.filter((layer) => shown.has(layer.name) || layer.source === 'division').map((layer) => layer.name)
  const query = { colour: filter.colours.join(','), overdue: filter.overdue ? '1' : null, division: filter.division }
  return [`${location.origin}/tiles/${names.join(',')}/{z}/{x}/{y}.mvt${address('', query)}`]
}

const shownNames = (): ReadonlySet<string> => new Set(shownLayers().map((layer) => layer.name))

/** `shown`: the layers that are visible, those that are switched on if not said. */
export function prepared({ style, basemap }: MapAnswer, dark: boolean, shown = shownNames()): StyleSpecification {
  const tiled = { ...(style.sources[SOURCE] as VectorSourceSpecification), tiles: tilesOf(shown), ...(fromFile.value && AREA_ZOOMS) }
  const sources: Record<string, SourceSpecification> = { ...style.sources, [SOURCE]: tiled }
  const below: LayerSpecification[] = style.layers.filter((layer) => layer.type === 'background')
  if (basemap) {
    const url = basemap.url.startsWith('/') ? location.origin + basemap.url : basemap.url
    sources.basemap = { type: 'raster', tiles: [url], tileSize: 256, maxzoom: 18, attribution: basemap.attribution }
    below.push({ id: 'basemap', type: 'raster', source: 'basemap', paint: dark ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : {} })
  }
  const drawn = style.layers.filter((layer) => layer.type !== 'background' && !layer.id.endsWith('-cluster-count'))
  const ours = drawn.map((layer) => sieved(heard(visible(layer, shown))))
  const themed = (some: LayerSpecification[]): LayerSpecification[] => (dark ? some.map(atNight) : some)
  const areas = layers.value.some((layer) => layer.source === 'division') ? { fill: [areaFill()], mark: [areaMark()] } : { fill: [], mark: [] }
  return { ...style, sources: { ...sources, ...overlaySource() }, layers: [...themed(below), ...areas.fill, ...themed(ours), ...areas.mark, ...overlayLayers()] }
}

/** A smaller map: some layers upon the ground, whatever is switched on, and nothing of ours above. */
export function onlyLayers(answer: MapAnswer, dark: boolean, names: string[]): StyleSpecification {
  const style = prepared(answer, dark, new Set(names))
  const { [SOURCE]: ours, basemap } = style.sources
  const drawn = style.layers.filter((layer) => ['background', 'raster'].includes(layer.type) || names.includes(drawnBy(layer) ?? ''))
  return { ...style, sources: { ...(ours && { [SOURCE]: ours }), ...(basemap && { basemap }) }, layers: drawn }
}

/** The cells of low zoom are loaded, but drawn by our own clusters across layers. */
function heard(layer: LayerSpecification): LayerSpecification {
  if (!layer.id.endsWith('-cluster') || !('source' in layer)) return layer
  const { id, source, metadata } = layer
  return {
    id, source, metadata, type: 'circle', 'source-layer': drawnBy(layer), maxzoom: 10, filter: ['has', 'n'],
    layout: { visibility: layer.layout?.visibility ?? 'visible' }, paint: { 'circle-radius': 1, 'circle-opacity': 0 },
  }
}

function visible(layer: LayerSpecification, shown: ReadonlySet<string>): LayerSpecification {
  return { ...layer, layout: { ...layer.layout, visibility: visibilityOf(layer, shown) } } as LayerSpecification
}

const MARKS = /-(mark|label)$/
/** Of a crowd only the count is drawn. */
function visibilityOf(part: LayerSpecification, shown: ReadonlySet<string>): 'visible' | 'none' {
  const name = drawnBy(part) ?? ''
  const isCounted = crowd.isCounted && MARKS.test(part.id) && layerOf(name)?.source !== 'division'
  return shown.has(name) && !isCounted ? 'visible' : 'none'
}

/** The server sieves what it sends; the file that was taken along holds everything, so the map does it. */
function sieved(part: LayerSpecification): LayerSpecification {
  if (!fromFile.value || !('source' in part) || !layerOf(drawnBy(part) ?? '')?.graded) return part
  const tests: ExpressionSpecification[] = []
  if (filter.colours.length) tests.push(['in', ['get', 'colour'], ['literal', filter.colours.map((grade) => (grade === 'none' ? '' : grade))]])
  if (filter.overdue) tests.push(['to-boolean', ['get', 'stale']])
  if (!tests.length) return part
  const own = part.filter ? [part.filter as ExpressionSpecification] : []
  return { ...part, filter: ['all', ...own, ...tests] as FilterSpecification } as LayerSpecification
}

/** Switches layers on and off without a new style. */
export function showLayers(map: Map): void {
  switchLayers(map)
  reloadTiles(map)
}

export function switchLayers(map: Map): void {
  const shown = shownNames()
  for (const layer of map.getStyle().layers) {
    if (!drawnBy(layer)) continue
    const wanted = visibilityOf(layer, shown)
    if (map.getLayoutProperty(layer.id, 'visibility') !== wanted) map.setLayoutProperty(layer.id, 'visibility', wanted)
  }
}

/** Asks for the tiles again: other layers, another filter, another day, or after a change. */
export function reloadTiles(map: Map): void {
  map.getSource<VectorTileSource>(SOURCE)?.setTiles(tilesOf(shownNames()))
}
