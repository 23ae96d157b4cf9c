/** A long list that comes page by page: the first for a question, more on demand; `next` of a page says where to go on. */
import { ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { useAsked } from './asked'
import { asProblem, get, type Problem, type Query } from './http'

export interface Page<R> { rows: R[]; next: string | number | null }

export interface Pages<R, P extends Page<R>> {
  first: ShallowRef<P | null> // the first page, with whatever else it tells
  rows: ShallowRef<R[]>
  hasMore: Ref<boolean>
  problem: ShallowRef<Problem | null>
  waiting: Ref<boolean>
  fetching: Ref<boolean>
  more: () => Promise<void>
  again: () => Promise<void>
}

export function usePages<R, P extends Page<R>>(ask: (after: P['next'], signal?: AbortSignal) => Promise<P>, on: WatchSource[] = []): Pages<R, P> {
  const { answer: first, problem, waiting, again } = useAsked<P>((signal) => ask(null, signal), on)
  const rows = shallowRef<R[]>([])
  const next = ref<P['next']>(null)
  const hasMore = ref(false)
  const fetching = ref(false)
  function goOn(from: P['next']): void {
    next.value = from
    hasMore.value = from !== null
  }
  watch(first, (page) => {
    rows.value = page?.rows ?? []
    goOn(page?.next ?? null)
  })

  async function more(): Promise<void> {
    const began = first.value
    fetching.value = true
    try {
      const page = await ask(next.value as P['next'])
      if (first.value !== began) return // another question was asked meanwhile
      rows.value = [...rows.value, ...page.rows]
      goOn(page.next)
    } catch (fault) {
      problem.value = asProblem(fault)
    } finally {
      fetching.value = false
    }
  }
  return { first, rows, hasMore, problem, waiting, fetching, more, again }
}

const LIMIT = 100

/** The rows of a long work, by their numbers; `asked` may change what is wanted. */
export const useRows = <R extends { id: number }>(path: () => string, asked: () => Query, on: WatchSource[]): Pages<R, Page<R>> =>
  usePages<R, Page<R>>(async (after, signal) => {
    const rows = await get<R[]>(path(), { ...asked(), after, limit: LIMIT, as_of: '' }, signal)
    return { rows, next: rows.length === LIMIT ? (rows.at(-1)?.id ?? null) : null }
  }, on)
