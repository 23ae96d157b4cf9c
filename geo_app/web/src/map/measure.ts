/** Lengths and areas on the CGCS2000 ellipsoid, for the ruler on the screen; the legal figure comes from the server. */
export type Place = [lon: number, lat: number]

const A = 6_378_137 // semi-major axis
const F = 1 / 298.257222101 // flattening of CGCS2000
const B = A * (1 - F)
const E2 = F * (2 - F)
const rad = (degrees: number): number => (degrees * Math.PI) / 180

/** Metres between two places along the ellipsoid (Vincenty's inverse formula). */
export function distance(from: Place, to: Place): number {
  const L = rad(to[0] - from[0])
  const [u1, u2] = [from, to].map((place) => Math.atan((1 - F) * Math.tan(rad(place[1])))) as [number, number]
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  let lambda = L
  for (let round = 0; round < 100; round++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)]
    const sinSigma = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL)
    if (sinSigma === 0) return 0
    const cosSigma = sin1 * sin2 + cos1 * cos2 * cosL
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (cos1 * cos2 * sinL) / sinSigma
    const cos2Alpha = 1 - sinAlpha ** 2
    const cos2M = cos2Alpha === 0 ? 0 : cosSigma - (2 * sin1 * sin2) / cos2Alpha
    const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha))
    const before = lambda
    lambda = L + (1 - C) * F * sinAlpha * (sigma + C * sinSigma * (cos2M + C * cosSigma * (2 * cos2M ** 2 - 1)))
    if (Math.abs(lambda - before) < 1e-12) return arc(cos2Alpha, sigma, sinSigma, cosSigma, cos2M)
  }
  return Math.PI * B // nearly opposite places: half the earth round
}

function arc(cos2Alpha: number, sigma: number, sinSigma: number, cosSigma: number, cos2M: number): number {
  const u2 = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
  const third = (b / 6) * cos2M * (4 * sinSigma ** 2 - 3) * (4 * cos2M ** 2 - 3)
  return B * a * (sigma - b * sinSigma * (cos2M + (b / 4) * (cosSigma * (2 * cos2M ** 2 - 1) - third)))
}

/** Metres along a line. */
export function lengthOf(line: Place[]): number {
  return line.slice(1).reduce((sum, place, n) => sum + distance(line[n] as Place, place), 0)
}

/** Square metres inside a ring (closed or not): the sphere of equal area, by authalic latitudes. */
export function areaOf(ring: Place[]): number {
  if (ring.length < 3) return 0
  const q = (lat: number): number => {
    const s = Math.sin(rad(lat))
    const e = Math.sqrt(E2)
    return (1 - E2) * (s / (1 - E2 * s * s) + Math.atanh(e * s) / e)
  }
  const pole = q(90)
  const closed = [...ring, ring[0] as Place]
  const sum = closed.slice(1).reduce((total, [lon, lat], n) => {
    const [lon0, lat0] = closed[n] as Place
    const [z0, z1] = [Math.asin(q(lat0) / pole), Math.asin(q(lat) / pole)]
    const span = rad(lon - lon0)
    return total + 2 * Math.atan2(Math.tan(span / 2) * (Math.tan(z0 / 2) + Math.tan(z1 / 2)), 1 + Math.tan(z0 / 2) * Math.tan(z1 / 2))
  }, 0)
  return (Math.abs(sum) * A ** 2 * pole) / 2
}
