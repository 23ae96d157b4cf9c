/** The first picture of a map on a plain canvas, from the same tiles: borders, areas, marks and counts, while the map
 * itself (a megabyte of program and a worker) is still on its way. It does not move and is gone when the map is there. */
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { StyleSpecification, VectorSourceSpecification } from 'maplibre-gl'
import { getFile } from '@/api/http'
import type { Bounds, Graded } from '@/api/types'
import { token } from '@/theme'
import { merged, type Cell } from './clusters'
import { pictureOf, sharpness } from './marks'
import { state } from './state'
import { shownLayers, SOURCE } from './style'

const TILE = 512
const PADDING = 32 // as createMap() leaves
const COUNTED = 10 // below this zoom tiles hold counts
const MOST_TILES = 6
const [TOWNSHIP, VILLAGE] = [4, 5]
const VILLAGES_FROM = 11
const RANK: Record<Graded, number> = { red: 4, orange: 3, yellow: 2, blue: 1, none: 0 }

export interface View { zoom: number; west: number; north: number } // the upper left corner in pixels of the whole world

const worldX = (lon: number): number => lon / 360 + 0.5
const worldY = (lat: number): number => 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)

/** What MapLibre will show: the view of the address, or all of the bounds. */
export function viewOf(width: number, height: number, [west, south, east, north]: Bounds, at: [number, number, number] | null): View {
  const [left, right, top, bottom] = [worldX(west), worldX(east), worldY(north), worldY(south)]
  const fit = Math.min((width - 2 * PADDING) / (right - left), (height - 2 * PADDING) / (bottom - top))
  const zoom = at ? at[2] : Math.max(3, Math.min(19, Math.log2(fit / TILE)))
  const world = TILE * 2 ** zoom
  const [x, y] = at ? [worldX(at[0]), worldY(at[1])] : [(left + right) / 2, (top + bottom) / 2]
  return { zoom, west: x * world - width / 2, north: y * world - height / 2 }
}

/** The tiles of a view, `size` pixels each. */
export function tilesIn({ zoom, west, north }: View, width: number, height: number, deepest: number): { z: number; size: number; places: [x: number, y: number][] } {
  const z = Math.max(0, Math.min(Math.floor(zoom), deepest))
  const size = TILE * 2 ** (zoom - z)
  const places: [number, number][] = []
  const last = 2 ** z - 1
  for (let x = Math.max(0, Math.floor(west / size)); x <= Math.min(last, Math.floor((west + width) / size)); x++)
    for (let y = Math.max(0, Math.floor(north / size)); y <= Math.min(last, Math.floor((north + height) / size)); y++) places.push([x, y])
  return { z, size, places }
}

interface Sheet { tile: VectorTile; left: number; top: number; size: number }

/** Draws the view; false where there is nothing to draw or nobody waits for it any more. */
export async function sketch(canvas: HTMLCanvasElement, style: StyleSpecification, bounds: Bounds, wanted: () => boolean): Promise<boolean> {
  const { clientWidth: width, clientHeight: height } = canvas
  const source = style.sources[SOURCE] as VectorSourceSpecification
  const view = viewOf(width, height, bounds, state.at)
  const { z, size, places } = tilesIn(view, width, height, source.maxzoom ?? 16)
  if (!places.length || places.length > MOST_TILES) return false
  const sheets = await Promise.all(places.map(async ([x, y]): Promise<Sheet> => {
    const path = (source.tiles?.[0] ?? '').replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
    const tile = new VectorTile(new PbfReader(await (await getFile(path)).arrayBuffer()))
    return { tile, left: x * size - view.west, top: y * size - view.north, size }
  }))
  const pen = canvas.getContext('2d')
  if (!pen || !wanted()) return false
  canvas.width = width * sharpness()
  canvas.height = height * sharpness()
  pen.scale(sharpness(), sharpness())
  drawAll(pen, sheets, style, view, z)
  return true
}

function drawAll(pen: CanvasRenderingContext2D, sheets: Sheet[], style: StyleSpecification, view: View, z: number): void {
  pen.fillStyle = token('--ground')
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height)
  const cells: Cell[] = []
  const marks: { name: string; rank: number; x: number; y: number; scale: number }[] = []
  each(pen, sheets, 'division', (feature, path) => border(pen, path, Number(feature.properties.level), z))
  for (const { name, colour, graded } of shownLayers().filter((layer) => layer.source !== 'division')) {
    each(pen, sheets, name, (feature, path, [x, y]) => {
      const grade = gradeOf(feature)
      if (feature.type > 1) line(pen, path, grade === 'none' ? colour : token(`--risk-${grade}`), 2, feature.type === 3)
      else if (z < COUNTED) cells.push({ ...placeOf(view, x, y), n: Number(feature.properties.n ?? 1), grade })
    })
    if (z < COUNTED) continue // single places are counted there, as on the map itself
    const aside = beside(style, name)
    each(pen, sheets, `${name}-point`, (feature, _, [x, y]) => {
      const grade = gradeOf(feature)
      marks.push({ name: graded ? `mark-${grade}${feature.properties.stale ? '-stale' : ''}` : `glyph-${name}${feature.properties.level ? `-${String(feature.properties.level)}` : ''}`, rank: RANK[grade], x: x + aside * 0.5, y: y - aside * 0.5, scale: graded ? 0.65 : 0.5 })
    })
  }
  for (const { name, x, y, scale } of marks.sort((a, b) => a.rank - b.rank)) picture(pen, name, x, y, scale)
  for (const { lon, lat, n, grade } of merged(cells, view.zoom)) {
    const [x, y] = [worldX(lon) * TILE * 2 ** view.zoom - view.west, worldY(lat) * TILE * 2 ** view.zoom - view.north]
    picture(pen, `cluster-${grade}`, x, y, 0.9)
    Object.assign(pen, { font: '600 12px sans-serif', textAlign: 'center', textBaseline: 'middle', fillStyle: token('--mark-count') })
    pen.fillText(String(n), x - 1, y + 1)
  }
}

/** How far the marks of a layer stand up and to the right of their place, so that they do not hide what stands there. */
function beside(style: StyleSpecification, layer: string): number {
  const mark = style.layers.find(({ id }) => id === `${layer}-mark`)
  const offset = mark?.type === 'symbol' ? mark.layout?.['icon-offset'] : null
  return Array.isArray(offset) && typeof offset[0] === 'number' ? offset[0] : 0
}

const gradeOf = (feature: VectorTileFeature): Graded => (feature.properties.colour || 'none') as Graded

function border(pen: CanvasRenderingContext2D, path: Path2D, level: number, z: number): void {
  if (level > VILLAGE || (level === VILLAGE && z < VILLAGES_FROM)) return
  pen.setLineDash(level === VILLAGE ? [1, 3] : level === TOWNSHIP ? [4, 3] : [])
  line(pen, path, token('--line-strong'), level < TOWNSHIP ? 1.5 : 1)
  pen.setLineDash([])
}

/** Every feature of a layer, its lines as a path on the screen and its first point. What a tile holds of its
 * neighbours is cut off. */
function each(pen: CanvasRenderingContext2D, sheets: Sheet[], layer: string, tell: (feature: VectorTileFeature, path: Path2D, first: [number, number]) => void): void {
  for (const { tile, left, top, size } of sheets) {
    const found = tile.layers[layer]
    pen.save()
    pen.beginPath()
    pen.rect(left, top, size, size)
    pen.clip()
    for (let n = 0; n < (found?.length ?? 0); n++) {
      const feature = found?.feature(n)
      if (!feature) continue
      const at = ({ x, y }: { x: number; y: number }): [number, number] => [left + (x / feature.extent) * size, top + (y / feature.extent) * size]
      const rings = feature.loadGeometry()
      const path = new Path2D()
      for (const ring of rings) ring.forEach((point, m) => { path[m ? 'lineTo' : 'moveTo'](...at(point)) })
      tell(feature, path, rings[0]?.[0] ? at(rings[0][0]) : [0, 0])
    }
    pen.restore()
  }
}

function line(pen: CanvasRenderingContext2D, path: Path2D, colour: string, width: number, filled = false): void {
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: width, globalAlpha: 0.2 })
  if (filled) pen.fill(path)
  pen.globalAlpha = 1
  pen.stroke(path)
}

const pictures = new Map<string, HTMLCanvasElement | null>()
function picture(pen: CanvasRenderingContext2D, name: string, x: number, y: number, scale: number): void {
  if (!pictures.has(name)) pictures.set(name, pictureOf(name)?.canvas ?? null)
  const drawn = pictures.get(name)
  if (!drawn) return
  const [width, height] = [(drawn.width / sharpness()) * scale, (drawn.height / sharpness()) * scale]
  pen.drawImage(drawn, x - width / 2, y - height / 2, width, height)
}

function placeOf({ zoom, west, north }: View, x: number, y: number): { lon: number; lat: number } {
  const world = TILE * 2 ** zoom
  const turn = (0.5 - (y + north) / world) * 2 * Math.PI
  return { lon: ((x + west) / world - 0.5) * 360, lat: (Math.atan(Math.exp(turn)) * 360) / Math.PI - 90 }
}
