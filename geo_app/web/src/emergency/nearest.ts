/** The nearest help from what was taken along: the same reckoning as the server's, on the ellipsoid. */
import { distance, type Place } from '@/map/measure'

export interface Resource { id: number; name: string; lon: number; lat: number; telephone: string | null; address: string | null; category: string | null; category_title: string; category_title_en: string; own: boolean; people: number | null; capacity: number | null; equipment: string | null; speciality: string | null; on_duty: boolean | null; response_minutes: number | null; distance_m: number | null }

/** So many of each category, the nearest first. */
export function nearestOf(resources: Resource[], place: Place, each: number): Resource[] {
  const measured = resources.map((one) => ({ ...one, distance_m: Math.round(distance(place, [one.lon, one.lat]) * 10) / 10 }))
  const sorted = measured.sort((a, b) => a.distance_m - b.distance_m || a.id - b.id)
  return [...piles(sorted).values()].flatMap((pile) => pile.slice(0, each))
}

/** Category by category, in the order in which they come. */
export function piles(resources: Resource[]): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>()
  for (const one of resources) found.set(one.category ?? '', [...(found.get(one.category ?? '') ?? []), one])
  return found
}
