/** Two people changed one site: what each of them changed, and the version that comes out of their choices. */
import type { Geometry } from 'geojson'
import type { Fields, LayerField, Site } from '@/api/types'

export const PLACE = 'geometry'
export type Side = 'theirs' | 'yours'

export interface Difference {
  name: string // of a field, or PLACE
  theirs: unknown
  yours: unknown
  both: boolean // both changed it to different values: the person must choose
  side: Side | null // the side that is taken unless the person says otherwise
}

/** `base` is what I saw when I began, `current` what somebody else has saved meanwhile, `yours` what I wanted to change. */
export function differences(fields: LayerField[], base: Site, current: Site, yours: Fields): Difference[] {
  const was = withPlace(base)
  const is = withPlace(current)
  const found: Difference[] = []
  for (const name of [...fields.map((field) => field.name), PLACE]) {
    const mine = name in yours ? yours[name] : was[name]
    if (same(mine, is[name])) continue
    const iChanged = name in yours && !same(yours[name], was[name])
    const theyChanged = !same(is[name], was[name])
    const both = iChanged && theyChanged
    found.push({ name, theirs: is[name] ?? null, yours: mine ?? null, both, side: both ? null : iChanged ? 'yours' : 'theirs' })
  }
  return found
}

const withPlace = (site: Site): Fields => ({ ...site.fields, [PLACE]: site.geometry })

/** What is still to be sent: the fields for which the person keeps the own value. */
export function merged(found: Difference[], sides: Record<string, Side | null>): { fields: Fields; geometry: Geometry | null } {
  const kept = found.filter(({ name }) => sides[name] === 'yours')
  const fields = Object.fromEntries(kept.filter(({ name }) => name !== PLACE).map(({ name, yours }) => [name, yours]))
  return { fields, geometry: (kept.find(({ name }) => name === PLACE)?.yours as Geometry | undefined) ?? null }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
