/** A choice that the address of the page keeps, so that a link shows the same list. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** `read` gets the text of the address or null and answers with a value that holds. */
export function inAddress<T extends string | null>(name: string, read: (text: string | null) => T): WritableComputedRef<T> {
  const route = useRoute()
  const router = useRouter()
  return computed<T>({
    get: () => {
      const text = route.query[name]
      return read(typeof text === 'string' ? text : null)
    },
    set: (value) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
  })
}
