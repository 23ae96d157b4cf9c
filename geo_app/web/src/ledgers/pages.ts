/** A list that the server gives in pages: the first when the question changes, the next ones when somebody asks for more. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { useAsked } from '@/api/asked'
import { asProblem, type Problem } from '@/api/http'

export interface Paged<A, R> {
  first: ShallowRef<A | null>
  rows: ComputedRef<R[]>
  problem: ComputedRef<Problem | null>
  waiting: Ref<boolean>
  hasMore: ComputedRef<boolean>
  more: () => Promise<void>
  again: () => Promise<void>
}

type After = number | string | null

export function usePages<A extends { next: After }, R>(ask: (after: After, signal: AbortSignal) => Promise<A>, rowsOf: (answer: A) => R[], on: WatchSource[]): Paged<A, R> {
  const first = useAsked((signal) => ask(null, signal), on)
  const later = shallowRef<A[]>([])
  const loading = ref(false)
  const lost = shallowRef<Problem | null>(null)
  watch(first.answer, () => { later.value = [] })

  const pages = computed(() => (first.answer.value ? [first.answer.value, ...later.value] : []))
  const next = computed(() => pages.value[pages.value.length - 1]?.next ?? null)
  async function more(): Promise<void> {
    const beginning = first.answer.value
    if (next.value === null || loading.value) return
    loading.value = true
    lost.value = null
    try {
      const page = await ask(next.value, new AbortController().signal)
      if (first.answer.value === beginning) later.value = [...later.value, page]
    } catch (fault) {
      lost.value = asProblem(fault)
    }
    loading.value = false
  }
  return {
    first: first.answer,
    rows: computed(() => pages.value.flatMap(rowsOf)),
    problem: computed(() => first.problem.value ?? lost.value),
    waiting: first.waiting,
    hasMore: computed(() => next.value !== null),
    more,
    again: first.again,
  }
}
