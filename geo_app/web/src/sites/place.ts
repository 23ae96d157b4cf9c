/** Places as people type or paste them: degrees in either order, degrees-minutes-seconds, one corner a line. */
import type { Geometry, Position } from 'geojson'
import type { Bounds } from '@/api/types'

export type Shape = 'point' | 'line' | 'polygon'

const NUMBER = String.raw`\d+(?:\.\d+)?`
const ANGLE = new RegExp(String.raw`(-?${NUMBER})\s*[°度](?:\s*(${NUMBER})\s*['分])?(?:\s*(${NUMBER})\s*["秒])?`, 'g')

const isLon = (degrees: number): boolean => degrees >= 73 && degrees <= 136
const isLat = (degrees: number): boolean => degrees >= 3 && degrees <= 54

/** One place, or null when the text is none within China. In China no longitude is a latitude, so the order is free. */
export function parsePlace(text: string): Position | null {
  const line = text.replace(/[″”“]/g, '"').replace(/[′’‘]/g, "'").normalize('NFKC')
  const angles = line.includes('°') || line.includes('度') ? degreesIn(line) : (line.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
  const [a, b] = angles.slice(-2)
  if (a === undefined || b === undefined) return null
  if (isLon(a) && isLat(b)) return [a, b]
  if (isLat(a) && isLon(b)) return [b, a]
  return null
}

function degreesIn(line: string): number[] {
  return [...line.matchAll(ANGLE)].map(([, degrees, minutes = '0', seconds = '0']) => Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600)
}

export interface Pasted { corners: Position[]; bad: number[] }

/** Corners, one a line; `bad` names the lines (from 1) that are not one. */
export function parseCorners(text: string): Pasted {
  const corners: Position[] = []
  const bad: number[] = []
  text.split(/\r?\n/).forEach((line, n) => {
    if (!line.trim()) return
    const place = parsePlace(line)
    if (place) corners.push(place)
    else bad.push(n + 1)
  })
  return { corners, bad }
}

/** The geometry that corners make; null when they are too few. */
export function geometryOf(shape: Shape, corners: Position[]): Geometry | null {
  const [first] = corners
  if (!first) return null
  if (shape === 'point') return { type: 'Point', coordinates: first }
  if (shape === 'line') return corners.length > 1 ? { type: 'LineString', coordinates: corners } : null
  const open = corners.length > 1 && same(first, corners[corners.length - 1]) ? corners.slice(0, -1) : corners
  return open.length > 2 ? { type: 'Polygon', coordinates: [[...open, first]] } : null
}

const same = (a: Position, b: Position | undefined): boolean => !!b && a[0] === b[0] && a[1] === b[1]

export function shapeOf(geometry: Geometry | null): Shape | null {
  if (!geometry) return null
  if (geometry.type.endsWith('Polygon')) return 'polygon'
  if (geometry.type.endsWith('LineString')) return 'line'
  return geometry.type === 'Point' ? 'point' : null
}

/** Every corner of a geometry, in order; the closing corner of a ring once. */
export function cornersOf(geometry: Geometry | null): Position[] {
  if (!geometry || geometry.type === 'GeometryCollection') return []
  const all = flat(geometry.coordinates)
  const closed = geometry.type.endsWith('Polygon') && all.length > 1 && same(all[0] as Position, all[all.length - 1])
  return closed ? all.slice(0, -1) : all
}

function flat(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return []
  return typeof coordinates[0] === 'number' ? [coordinates as Position] : coordinates.flatMap(flat)
}

/** The shapes that a layer takes; a boundary not yet surveyed may begin as a point. */
export function shapesOf(geometry: Shape | 'any'): Shape[] {
  if (geometry === 'any') return ['point', 'line', 'polygon']
  return geometry === 'polygon' ? ['polygon', 'point'] : [geometry]
}

/** 102.478512 with as many digits as a metre needs, and no more than a centimetre. */
export const degrees = (value: number): string => String(Number(value.toFixed(7)))

/** The box around some places; null where there are none. */
export function boxAround(places: Position[]): Bounds | null {
  if (!places.length) return null
  const [lons, lats] = [places.map(([lon = 0]) => lon), places.map(([, lat = 0]) => lat)]
  const least = (some: number[]): number => some.reduce((a, b) => Math.min(a, b))
  const most = (some: number[]): number => some.reduce((a, b) => Math.max(a, b))
  return [least(lons), least(lats), most(lons), most(lats)]
}
