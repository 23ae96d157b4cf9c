/** An outline from a file or a pasted text: the server reads it, and asks for the coordinate system where none is told. */
import type { Geometry } from 'geojson'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, get, send, type Problem } from '@/api/http'
import type { Crs } from '@/exports/types'

export interface System { crs: string; title: string; title_en: string }
export interface Outline { footprint: Geometry; crs: string; parts: number; vertices: number; area_m2: number; notes: string[] }
export interface Given { file?: File; text?: string }

/** Coordinates of Chinese web maps, shifted on purpose. */
const SHIFTED: System[] = [
  { crs: 'gcj02', title: 'GCJ-02（高德、腾讯地图）', title_en: 'GCJ-02 (Amap, Tencent)' },
  { crs: 'bd09', title: 'BD-09（百度地图）', title_en: 'BD-09 (Baidu)' },
]

export interface Reader {
  found: ShallowRef<Outline | null>
  problem: ShallowRef<Problem | null>
  systems: ShallowRef<System[] | null> // to choose from, where a system must be stated
  reading: Ref<boolean>
  read: (given: Given, crs?: string) => Promise<void>
  again: (crs: string) => Promise<void>
}

export function useOutline(take: (found: Outline) => void): Reader {
  const found = shallowRef<Outline | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const systems = shallowRef<System[] | null>(null)
  const reading = ref(false)
  let last: Given = {}

  async function read(given: Given, crs = ''): Promise<void> {
    last = given
    reading.value = true
    problem.value = null
    found.value = null
    const form = new FormData()
    if (given.file) form.set('file', given.file)
    if (given.text !== undefined) form.set('text', given.text)
    if (crs) form.set('crs', crs)
    try {
      found.value = await send<Outline>('/api/footprints', { body: form })
      systems.value = null
      take(found.value)
    } catch (fault) {
      problem.value = asProblem(fault)
      systems.value = problem.value.body.crs_needed ? await offered(problem.value) : null
    } finally {
      reading.value = false
    }
  }
  return { found, problem, systems, reading, read, again: (crs) => read(last, crs) }
}

/** What the numbers themselves tell comes alone; otherwise everything that may be stated. */
export async function offered({ body }: Problem): Promise<System[]> {
  const told = (body.offered ?? []) as System[]
  if (told.length === 1) return told
  const known = await get<Crs[]>('/api/crs').catch(() => [])
  return [...known.filter(({ incoming }) => incoming).map(({ code, title, title_en }) => ({ crs: code, title, title_en })), ...SHIFTED]
}
