/** What a ledger is asked for, kept in its address, so that a link shows the same rows. The division is the one of the map. */
import { onBeforeUnmount, reactive, watch } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'
import { filter } from '@/map/state'

/** What the query says of these names; what it does not name is ''. */
export function readQuery<K extends string>(query: LocationQuery, names: readonly K[]): Record<K, string> {
  return Object.fromEntries(names.map((name) => [name, typeof query[name] === 'string' ? query[name] : ''])) as Record<K, string>
}

/** The other way round: empty answers are left out. */
export const writeQuery = (asked: Record<string, string>): LocationQueryRaw => Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''))

export function useAddress<K extends string>(page: string, names: readonly K[]): Record<K, string> {
  const route = useRoute()
  const router = useRouter()
  const asked = reactive(readQuery(route.query, names)) as Record<K, string>
  const before = { colours: filter.colours, overdue: filter.overdue }
  const division = readQuery(route.query, ['division']).division
  // the colours chosen on the map do not hide marks here
  Object.assign(filter, { colours: [], overdue: false, ...(/^\d{2,12}$/.test(division) ? { division } : {}) })
  const now = (): LocationQueryRaw => writeQuery({ ...asked, division: filter.division ?? '' })
  watch([asked, () => filter.division], () => { if (route.name === page) void router.replace({ name: page, query: now() }) })
  watch(() => route.query, (query) => {
    if (route.name !== page || JSON.stringify(query) === JSON.stringify(now())) return
    Object.assign(asked, readQuery(query, names))
    filter.division = readQuery(query, ['division']).division || null
  })
  onBeforeUnmount(() => Object.assign(filter, before))
  return asked
}
