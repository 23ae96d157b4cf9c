/** A footprint: read from a GeoJSON file and put together to one geometry, or moved a little. */
import type { Geometry, Position } from 'geojson'

export const LARGEST = 10_000_000 // bytes; a footprint is a few kilobytes

export class Unreadable extends Error {
  constructor(readonly why: 'json' | 'empty' | 'mixed' | 'degrees') {
    super(why)
  }
}

/** The geometry of a GeoJSON text: areas before lines before points. Throws Unreadable. */
export function footprintOf(text: string): Geometry {
  const parts = partsOf(parsed(text))
  const kind = (['Polygon', 'LineString', 'Point'] as const).find((each) => parts.some(({ type }) => type.endsWith(each)))
  if (!kind) throw new Unreadable('empty')
  if (parts.some(({ type }) => !type.endsWith(kind))) throw new Unreadable('mixed')
  const coordinates = parts.flatMap(single)
  if (!coordinates.flat(3).length || !placesOf(coordinates).every(inDegrees)) throw new Unreadable('degrees')
  const [only] = coordinates
  const one = coordinates.length === 1
  return { type: one ? kind : `Multi${kind}`, coordinates: one ? only : coordinates } as Geometry
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('json')
  }
}

type Simple = Exclude<Geometry, { type: 'GeometryCollection' }>

function partsOf(given: unknown): Simple[] {
  if (typeof given !== 'object' || given === null) return []
  const { type, features, geometries, geometry } = given as Record<string, unknown>
  if (type === 'FeatureCollection' && Array.isArray(features)) return features.flatMap(partsOf)
  if (type === 'GeometryCollection' && Array.isArray(geometries)) return geometries.flatMap(partsOf)
  if (type === 'Feature') return partsOf(geometry)
  return 'coordinates' in given && typeof type === 'string' ? [given as Simple] : []
}

/** The coordinates of each part without height. */
function single({ type, coordinates }: Simple): unknown[] {
  const flat = withoutHeight(coordinates) as unknown[]
  return type.startsWith('Multi') ? flat : [flat]
}

function withoutHeight(given: unknown): unknown {
  if (!Array.isArray(given)) return []
  return typeof given[0] === 'number' ? given.slice(0, 2) : given.map(withoutHeight)
}

function placesOf(given: unknown): Position[] {
  if (!Array.isArray(given)) return []
  return typeof given[0] === 'number' ? [given as Position] : given.flatMap(placesOf)
}

const inDegrees = ([lon = NaN, lat = NaN]: Position): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90

const AXIS = 6_378_137 // of the GRS 80 ellipsoid, in metres
const E2 = 0.00669438002290

/** A geometry moved by so many metres to the east and the north, measured on the ellipsoid where it stands. */
export function moved(geometry: Geometry, east: number, north: number): Geometry {
  if (geometry.type === 'GeometryCollection') return geometry
  const [, lat = 0] = placesOf(geometry.coordinates)[0] ?? []
  const radian = Math.PI / 180
  const bend = 1 - E2 * Math.sin(lat * radian) ** 2
  const x = east / ((AXIS / Math.sqrt(bend)) * Math.cos(lat * radian) * radian)
  const y = north / (((AXIS * (1 - E2)) / bend ** 1.5) * radian)
  const shift = (given: unknown): unknown => {
    if (!Array.isArray(given)) return given
    return typeof given[0] === 'number' ? [round(given[0] + x), round(Number(given[1]) + y)] : given.map(shift)
  }
  return { ...geometry, coordinates: shift(geometry.coordinates) } as Geometry
}

const round = (degree: number): number => Number(degree.toFixed(9))
