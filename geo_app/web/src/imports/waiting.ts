/** Rows whose place waits for a person: the readings they share, and where these lie. */
import { titleOf } from '@/i18n'
import type { Import, WaitingRow } from './types'

/** The readings that any of the rows has, the commonest first, with how many rows have it. */
export function readingsOf(rows: WaitingRow[]): { value: string; label: string }[] {
  const found = new Map<string, { title: string; rows: number }>()
  for (const { reading, ...one } of rows.flatMap(({ candidates }) => candidates)) {
    found.set(reading, { title: titleOf(one), rows: (found.get(reading)?.rows ?? 0) + 1 })
  }
  return [...found].sort(([, a], [, b]) => b.rows - a.rows).map(([value, { title, rows: n }]) => ({ value, label: n < rows.length ? `${title} (${n}/${rows.length})` : title }))
}

/** The places on the map: of the row that is pointed at every reading, of the others the one that would be chosen. */
export function sampleOf(rows: WaitingRow[], pointed: number | null, reading: string | null): Import['sample'] {
  const shown = rows.filter(({ id }) => pointed === null || id === pointed)
  const features = shown.flatMap(({ id, name, candidates }) => {
    const chosen = candidates.find((one) => one.reading === reading) ?? candidates[0]
    return candidates.filter((one) => pointed !== null || one === chosen).map((one) => ({
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [one.lon, one.lat] },
      properties: { row: id, name: pointed === null ? name : titleOf(one), status: one === chosen && reading ? 'good' as const : 'doubtful' as const },
    }))
  })
  return { type: 'FeatureCollection', features }
}
