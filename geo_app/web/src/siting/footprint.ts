/** A footprint moved a little. */
import type { Geometry, Position } from 'geojson'

function placesOf(given: unknown): Position[] {
  if (!Array.isArray(given)) return []
  return typeof given[0] === 'number' ? [given as Position] : given.flatMap(placesOf)
}

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
