/** The map of one township on this device: one file, there whole or not at all, with its age. */
import { computed, ref, shallowRef, watch } from 'vue'
import { address, get, getFile, Problem, sizeOf } from '@/api/http'
import type { Layer, LayerSummary } from '@/api/types'
import type { DevicePage } from '@/devices/types'
import { language, t } from '@/i18n'
import { layerOf, layers, loadLayers } from '@/layers'
import { clear, one, put, remove } from '@/outbox/database'
import { getKept } from '@/outbox/kept'
import { isOnline } from '@/screen'
import { account } from '@/session'

export interface Area { division: string; name: string; file: Blob; at: string; until: string }

/** How the map asks for tiles out of the file (areaTiles.ts answers), and those that the server packs. */
export const AREA_TILES = 'area://{z}/{x}/{y}'
export const AREA_ZOOMS = { minzoom: 10, maxzoom: 14 } // deeper ones are stretched
const MAGIC = 'PMTiles'
/** What a day in the field asks for beside the map. */
const WORK: [path: string, query?: Record<string, number>][] = [['/api/work'], ['/api/work', { ahead: 400 }], ['/api/checklists'], ['/api/findings/lifecycle'], ['/api/emergency/resources']]

export const area = shallowRef<Area | null>(null)
/** What was taken along is gone, because it was too old. */
export const expired = ref(false)
/** The server did not answer when the map was opened. */
export const unanswered = ref(false)
/** The map is drawn from the file, because there is no other way. */
export const fromFile = computed(() => !!area.value && (!isOnline.value || unanswered.value))

const key = (): string => `area ${account.value?.username ?? ''}`
const path = (division: string): string => address(`/tiles/${layers.value.filter(({ shown }) => shown).map(({ name }) => name).join(',')}/area/${division}.pmtiles`, { as_of: '' })

/** What this person has taken along on this device; after its days are over it goes, and all that was read with it. */
export async function openArea(): Promise<void> {
  const kept = account.value ? await one('kept', key()).catch(() => undefined) : undefined
  const found = kept ? { ...(kept.answer as Omit<Area, 'at'>), at: kept.at } : null
  expired.value = !!found && Date.now() > Date.parse(found.until)
  if (expired.value) await clear('kept')
  area.value = expired.value ? null : found
}

export async function areaSize(division: string): Promise<number> {
  await loadLayers()
  return sizeOf(path(division))
}

/** Take the map, and all that the work needs; nothing is replaced before the new file is whole. */
export async function takeArea(division: { code: string; name: string }): Promise<void> {
  await loadLayers()
  const file = await getFile(path(division.code))
  if ((await file.slice(0, MAGIC.length).text()) !== MAGIC) throw new Problem(0, t('offline.broken'), t('app.unreachableRemedy'))
  await Promise.all([getKept('/api/map', { lang: language.value }), getKept('/api/layers'), areaCounts(false, division.code), ...WORK.map(([from, query]) => getKept(from, query))])
  const { offline_days } = await get<DevicePage>('/api/devices', { as_of: '' })
  const now = Date.now()
  const until = new Date(now + offline_days * 86_400_000).toISOString()
  await put(['kept', { path: key(), at: new Date(now).toISOString(), answer: { division: division.code, name: division.name, file, until } }])
  await openArea()
}

/** How many sites of each layer and colour there were when it was taken along; only graded layers can be overdue. */
export async function areaCounts(overdue: boolean, division = area.value?.division): Promise<LayerSummary[]> {
  const counted = (some: Layer[], late: true | null): Promise<{ answer: LayerSummary[] }> => getKept('/api/summary', { division, layers: some.map(({ name }) => name).join(','), overdue: late })
  const [all, late] = await Promise.all([counted(layers.value, null), counted(layers.value.filter(({ graded }) => graded), true)])
  return overdue ? [...late.answer, ...all.answer.filter(({ layer }) => !layerOf(layer)?.graded)] : all.answer
}

export async function dropArea(): Promise<void> {
  await remove('kept', key())
  area.value = null
}

watch(account, () => void openArea(), { immediate: true })
