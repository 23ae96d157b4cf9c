/** What became of the answers of a site: each assessment beside the one before it. */
import type { Assessment, Graded } from '@/api/types'

/** The figures that carry a symbol in the standard: D, S, R, α; the rest stands in the steps. */
export function figuresOf({ result }: Assessment): [name: string, value: number][] {
  return Object.entries(result)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && /^([A-Z]|alpha)$/.test(entry[0]))
    .map(([name, value]) => [name === 'alpha' ? 'α' : name, value])
}

/** The last answer of the same method that was kept before this one. */
export function before(all: Assessment[], one: Assessment): Assessment | null {
  const earlier = all.filter((each) => each.method === one.method && (each.id ?? 0) < (one.id ?? 0))
  return earlier.reduce<Assessment | null>((best, each) => ((best?.id ?? 0) < (each.id ?? 0) ? each : best), null)
}

export interface Turn { figures: { name: string; old: number; now: number }[]; colour: { old: Graded; now: Graded } | null }

/** What changed from one answer to the next; `colour` null: it stayed. */
export function turned(old: Assessment, now: Assessment): Turn {
  const was = new Map(figuresOf(old))
  const figures = figuresOf(now).flatMap(([name, value]) => {
    const earlier = was.get(name)
    return earlier === undefined || earlier === value ? [] : [{ name, old: earlier, now: value }]
  })
  const [from, to]: Graded[] = [old.computed_colour ?? 'none', now.computed_colour ?? 'none']
  return { figures, colour: from === to ? null : { old: from as Graded, now: to as Graded } }
}

/** Reckoned anew by the product, because something around it or in the rules changed. */
export const isReckonedAnew = (one: Assessment): boolean => one.reason.startsWith('重算')
