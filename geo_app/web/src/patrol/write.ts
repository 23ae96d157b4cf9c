/** What a person does on the ground, as deltas in the outbox. */
import { account } from '@/session'
import { delta, keep } from '@/outbox/outbox'
import { newId } from '@/outbox/device'
import { keepPicture } from '@/outbox/pictures'
import type { Answer, Delta, Placed } from '@/outbox/types'
import type { Checklist, Finding } from './types'

/** A photo that was taken and shrunk, not kept yet. */
export interface Taken { uid: string; bytes: ArrayBuffer; address: string }

export const taken = (bytes: ArrayBuffer): Taken => ({ uid: newId(), bytes, address: URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) })

export interface Going { site: { id: number; name: string; lon: number; lat: number }; checklist: Checklist; answers: Answer[]; placed: Placed; uid: string; note: string }

export async function keepVisit({ site, checklist, answers, placed, uid, note }: Going): Promise<void> {
  await keep(delta({ type: 'visit', body: { site_id: site.id, checklist: checklist.name, version: checklist.version, answers, note, site_at: { lon: site.lon, lat: site.lat }, ...placed } }, site.name, uid))
}

export interface Report { siteId: number | null; visit: string | null; what: string; question: string; photos: Taken[]; placed: Placed }

export async function keepFinding({ siteId, visit, what, question, photos, placed }: Report): Promise<string> {
  const found = delta({ type: 'finding', body: { site_id: siteId, visit, what, question, ...placed } }, what)
  await keep(found, ...(await pictures(photos, found.id, 'before', placed)))
  return found.id
}

export interface Doing { finding: Finding; action: string; title: string; words: string; values: Record<string, string>; photos: Taken[]; placed: Placed }

export async function keepStep({ finding, action, title, words, values, photos, placed }: Doing): Promise<string> {
  const shown = await pictures(photos, finding.uid, 'after', placed)
  const seen = { state: finding.state, values: Object.fromEntries(Object.keys(values).map((name) => [name, finding.values[name] ?? null])) }
  const step = delta({ type: 'step', body: { finding: finding.uid, action, words, values, photos: shown.map(({ id }) => id), seen, ...placed } }, `${title} · ${finding.name}`)
  await keep(...shown, step)
  return step.id
}

async function pictures(photos: Taken[], of: string, phase: 'before' | 'after', placed: Placed): Promise<Delta[]> {
  const kept: Delta[] = []
  for (const { uid, bytes } of photos) {
    const hash = await keepPicture(bytes, account.value?.username ?? '')
    kept.push(delta({ type: 'photo', body: { of, phase, hash, ...placed } }, '', uid))
  }
  return kept
}
