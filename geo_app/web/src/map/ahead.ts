/** The sheet of the map (style, bounds, base map), asked for while the program of its page is still on its way. */
import type { MapAnswer } from '@/api/types'
import { language } from '@/i18n'
import { getKept } from '@/outbox/kept'

type Sheet = ReturnType<typeof getKept<MapAnswer>>
let asked: { lang: string; sheet: Sheet } | null = null

const SLOW = 400 // milliseconds for a few kilobytes
export const line = { isSlow: false }

let tell: () => void
/** The first picture of the first map is there, or none is waited for: what else it needs may share the line. */
export const firstSight = new Promise<void>((done) => { tell = done })
export const seen = (): void => tell()

async function ask(): Promise<Awaited<Sheet>> {
  const from = performance.now()
  const sheet = await getKept<MapAnswer>('/api/map', { lang: language.value })
  line.isSlow = performance.now() - from > SLOW
  return sheet
}

export function askAhead(): void {
  asked = { lang: language.value, sheet: ask() }
  asked.sheet.catch(() => undefined) // whoever takes it says what is wrong
}

/** What was asked for ahead, once; else it is asked for now. */
export function mapSheet(): Sheet {
  const mine = asked?.lang === language.value ? asked.sheet : ask()
  asked = null
  return mine
}
