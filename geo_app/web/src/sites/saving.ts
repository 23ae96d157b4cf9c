/** Sends what a form holds, and offers to take it back for ten seconds. */
import type { Geometry } from 'geojson'
import { Notify } from 'quasar'
import { asProblem, send } from '@/api/http'
import type { Fields, Site } from '@/api/types'
import { t, type Key } from '@/i18n'
import { sitesChanged } from './changed'

export interface Wish { fields: Fields; geometry: Geometry | null; reason: string }
const UNDO_MS = 10_000

export async function addSite(layer: string, { fields, geometry, reason }: Wish): Promise<Site> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
  const site = await send<Site>('/api/sites', { body: { layer, geometry, fields: given, reason } })
  sitesChanged()
  offerUndo('sites.created', site, () => retireSite(site, t('sites.undoNewReason')))
  return site
}

/** `base` is the version that the person saw and that the change rests on. */
export async function changeSite(base: Site, wish: Wish): Promise<Site> {
  const site = await patched(base, wish)
  const fields = Object.fromEntries(Object.keys(wish.fields).map((name) => [name, base.fields[name] ?? null]))
  const back: Wish = { fields, geometry: wish.geometry && base.geometry, reason: t('sites.undoReason') }
  offerUndo('sites.saved', site, () => patched(site, back))
  return site
}

export async function retireSite(site: Site, reason: string): Promise<Site> {
  const retired = await send<Site>(`/api/sites/${site.id}/retire`, { body: { reason }, version: site.version })
  sitesChanged()
  return retired
}

async function patched(base: Site, { fields, geometry, reason }: Wish): Promise<Site> {
  const site = await send<Site>(`/api/sites/${base.id}`, { method: 'PATCH', version: base.version, body: { fields, ...(geometry ? { geometry } : {}), reason } })
  sitesChanged()
  return site
}

function offerUndo(said: Key, { name }: Site, undo: () => Promise<unknown>): void {
  const back = (): void => void undo().then(
    () => Notify.create({ message: t('sites.undone'), timeout: 2000 }),
    (fault: unknown) => Notify.create({ message: asProblem(fault).message, caption: asProblem(fault).remedy, timeout: 6000 }),
  )
  Notify.create({ message: t(said, { name }), timeout: UNDO_MS, actions: [{ label: t('sites.undo'), color: 'white', handler: back }], attrs: { 'data-test': 'undo' } })
}
