/** Drawing lines and boundaries on the map, corner by corner, with terra-draw. */
import type { Geometry, LineString, Polygon, Position } from 'geojson'
import type { Map } from 'maplibre-gl'
import { TerraDraw, TerraDrawLineStringMode, TerraDrawModeUndoRedo, TerraDrawPolygonMode, TerraDrawSelectMode, TerraDrawSessionUndoRedo, ValidateNotSelfIntersecting, type GeoJSONStoreFeatures, type HexColor } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import { token } from '@/theme'
import { geometryOf, type Shape } from './place'

export type Drawn = Exclude<Shape, 'point'>
const DIGITS = 9 // of a degree, as the adapter rounds
const MODES = { line: 'linestring', polygon: 'polygon' } as const

export interface Pencil {
  /** What is drawn so far; null when it is not yet a line or an area. */
  geometry: () => Geometry | null
  /** The shape is closed; its corners may be moved. */
  editing: () => boolean
  undo: () => void
  /** Away with everything, begin anew. */
  clear: () => void
  stop: () => void
}

/** Begins a new shape, or takes up the corners of an old one. `tell` is called at every change. */
export function startPencil(map: Map, shape: Drawn, old: Geometry | null, tell: () => void): Pencil {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: DIGITS }),
    modes: modes(),
    undoRedo: { modeLevel: new TerraDrawModeUndoRedo(), sessionLevel: new TerraDrawSessionUndoRedo() },
  })
  draw.start()
  take(draw, shape, old)
  draw.on('finish', (id, { action }) => {
    if (action === 'draw') draw.selectFeature(id)
    tell()
  })
  draw.on('change', tell)
  return {
    geometry: () => together(draw, shape),
    editing: () => draw.getMode() === 'select',
    undo: () => { if (draw.canUndo()) draw.undo() },
    clear: () => {
      draw.clear()
      draw.setMode(MODES[shape])
      tell()
    },
    stop: () => draw.stop(),
  }
}

function modes(): (TerraDrawPolygonMode | TerraDrawLineStringMode | TerraDrawSelectMode)[] {
  const [ink, paper] = [token('--link') as HexColor, token('--surface') as HexColor]
  const whole = (feature: Parameters<typeof ValidateNotSelfIntersecting>[0], { updateType }: { updateType: string }): { valid: boolean; reason?: string } =>
    updateType === 'finish' || updateType === 'commit' ? ValidateNotSelfIntersecting(feature) : { valid: true }
  const snapping = { toCoordinate: true, toLine: true }
  const edit = { feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true } } }
  const corner = { selectionPointColor: paper, selectionPointOutlineColor: ink, selectionPointOutlineWidth: 2, selectionPointWidth: 6, midPointColor: ink, midPointOutlineColor: paper, midPointWidth: 4, midPointOutlineWidth: 1 } as const
  return [
    new TerraDrawPolygonMode({ snapping, pointerDistance: 20, validation: whole, styles: { fillColor: ink, fillOpacity: 0.2, outlineColor: ink, outlineWidth: 3, closingPointColor: paper, closingPointOutlineColor: ink, closingPointWidth: 6, closingPointOutlineWidth: 2 } }),
    new TerraDrawLineStringMode({ snapping, pointerDistance: 20, styles: { lineStringColor: ink, lineStringWidth: 3, closingPointColor: paper, closingPointOutlineColor: ink, closingPointWidth: 6, closingPointOutlineWidth: 2 } }),
    new TerraDrawSelectMode({ pointerDistance: 20, flags: { polygon: edit, linestring: edit }, styles: { selectedPolygonColor: ink, selectedPolygonFillOpacity: 0.2, selectedPolygonOutlineColor: ink, selectedPolygonOutlineWidth: 3, selectedLineStringColor: ink, selectedLineStringWidth: 3, ...corner } }),
  ]
}

/** Puts the corners of an old shape under the pencil; without one, or where it has holes, a new one begins. */
function take(draw: TerraDraw, shape: Drawn, old: Geometry | null): void {
  const features = partsOf(old, shape).map((geometry) => ({ type: 'Feature' as const, properties: { mode: MODES[shape] }, geometry: rounded(geometry) }))
  const added = features.length ? draw.addFeatures(features) : []
  const [first] = added
  if (first?.id !== undefined && added.every(({ valid }) => valid)) draw.selectFeature(first.id)
  else {
    draw.clear()
    draw.setMode(MODES[shape])
  }
}

function partsOf(geometry: Geometry | null, shape: Drawn): (Polygon | LineString)[] {
  if (shape === 'polygon' && geometry?.type === 'Polygon') return [geometry]
  if (shape === 'polygon' && geometry?.type === 'MultiPolygon') return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
  if (shape === 'line' && geometry?.type === 'LineString') return [geometry]
  if (shape === 'line' && geometry?.type === 'MultiLineString') return geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }))
  return []
}

function rounded<G extends Polygon | LineString>(geometry: G): G {
  const round = (place: Position): Position => place.slice(0, 2).map((degree) => Number(degree.toFixed(DIGITS)))
  const coordinates = geometry.type === 'Polygon' ? geometry.coordinates.map((ring) => ring.map(round)) : geometry.coordinates.map(round)
  return { ...geometry, coordinates }
}

function together(draw: TerraDraw, shape: Drawn): Geometry | null {
  const parts = draw.getSnapshot().filter(({ properties }) => properties.mode === MODES[shape]).flatMap(fixed)
  const [first] = parts
  if (!first || parts.length === 1) return first ?? null
  return shape === 'polygon'
    ? { type: 'MultiPolygon', coordinates: parts.map((part) => (part as Polygon).coordinates) }
    : { type: 'MultiLineString', coordinates: parts.map((part) => (part as LineString).coordinates) }
}

/** A shape without the corner that still follows the pointer; nothing while its corners are too few. */
function fixed({ geometry, properties }: GeoJSONStoreFeatures): (Polygon | LineString)[] {
  if (geometry.type !== 'Polygon' && geometry.type !== 'LineString') return []
  if (!properties.currentlyDrawing) return [geometry]
  const all = geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []) : geometry.coordinates
  const corners = all.slice(0, Number(properties.committedCoordinateCount) || 0)
  const made = geometryOf(geometry.type === 'Polygon' ? 'polygon' : 'line', corners)
  return made?.type === 'Polygon' || made?.type === 'LineString' ? [made] : []
}
