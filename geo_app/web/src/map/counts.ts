/** How many sites of each layer and colour: all that this person may see, and what is in view. */
import { computed, type ComputedRef } from 'vue'
import { asOf, get } from '@/api/http'
import { useAsked, type Asked } from '@/api/asked'
import type { Bounds, Graded, Layer, LayerSummary } from '@/api/types'
import { layers } from '@/layers'
import { areaCounts, fromFile } from '@/offline/area'
import { marksOf } from './crowd'
import { current } from './current'
import { filter, GRADES, inView } from './state'
import { shownLayers } from './style'

/** What a summary counts once the colour and review filters are applied; ungraded layers are not asked about these. */
export function matching(layer: Layer, row: LayerSummary | undefined): number {
  if (!row) return 0
  if (!layer.graded) return row.total
  return filter.colours.length ? filter.colours.reduce((sum, grade) => sum + row[grade], 0) : row.total
}

/** Graded sites of several layers by colour. */
export function byGrade(rows: LayerSummary[]): Record<Graded, number> {
  const sum = (grade: Graded): number => rows.reduce((total, row) => total + row[grade], 0)
  return Object.fromEntries(GRADES.map((grade) => [grade, sum(grade)])) as Record<Graded, number>
}

/** Counts of layers within the chosen division. Only graded layers can be overdue: the others are counted whole. */
async function summaryOf(asked: Layer[], bbox: string | null, signal: AbortSignal): Promise<LayerSummary[]> {
  const names = (some: Layer[]): string => some.map((layer) => layer.name).join(',')
  const query = { bbox, division: filter.division }
  const graded = asked.filter((layer) => layer.graded)
  if (!filter.overdue || !graded.length) return get('/api/summary', { ...query, layers: names(asked) }, signal)
  const others = asked.filter((layer) => !layer.graded)
  const [late, whole] = await Promise.all([
    get<LayerSummary[]>('/api/summary', { ...query, layers: names(graded), overdue: true }, signal),
    others.length ? get<LayerSummary[]>('/api/summary', { ...query, layers: names(others) }, signal) : [],
  ])
  return [...late, ...whole]
}

/** Over all that may be seen; the colour filter is left out, so that every chip has its number. */
export function useTotals(): Asked<LayerSummary[]> {
  return useAsked(
    (signal) => {
      if (!layers.value.length) return null
      return fromFile.value ? areaCounts(filter.overdue) : summaryOf(layers.value, null, signal)
    },
    [() => filter.division, () => filter.overdue, asOf, layers, fromFile],
  )
}

/** Without a network: the marks of the file that lie on the screen, under the whole filter. */
function summaryOfFile(asked: Layer[], [west, south, east, north]: Bounds): LayerSummary[] {
  const names = asked.map(({ name }) => name)
  const rows = Object.fromEntries(names.map((layer): [string, LayerSummary] => [layer, { layer, total: 0, red: 0, orange: 0, yellow: 0, blue: 0, none: 0, stale: 0 }]))
  for (const { layer, lon, lat, grade, stale } of current.value ? marksOf(current.value, names) : []) {
    const row = rows[layer]
    if (!row || lon < west || lon > east || lat < south || lat > north) continue
    row.total += 1
    row[grade] += 1
    row.stale += stale ? 1 : 0
  }
  return Object.values(rows)
}

/** What is on the screen now, of the layers that are switched on, under the whole filter. */
export function useInView(): Asked<LayerSummary[]> & { rows: ComputedRef<{ layer: Layer; row: LayerSummary }[]> } {
  const shown = (): Layer[] => shownLayers().filter((layer) => layer.source === 'site')
  const asked = useAsked(
    (signal) => {
      if (!inView.bounds || !shown().length) return null
      if (fromFile.value) return Promise.resolve(summaryOfFile(shown(), inView.bounds))
      const [west, south, east, north] = inView.bounds
      const box = [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)]
      return summaryOf(shown(), box.map((edge) => edge.toFixed(6)).join(','), signal)
    },
    [() => inView.bounds, () => filter.division, () => filter.overdue, () => shown().map((layer) => layer.name).join(), asOf, layers, fromFile],
    150,
  )
  const rows = computed(() =>
    shown().flatMap((layer) => {
      const row = asked.answer.value?.find((each) => each.layer === layer.name)
      return row && matching(layer, row) > 0 ? [{ layer, row }] : []
    }),
  )
  return { ...asked, rows }
}
