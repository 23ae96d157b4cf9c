/** The layers that this person sees, loaded once and again when the day looked at changes. */
import { ref, watch } from 'vue'
import { asOf, get } from './api/http'
import type { Layer } from './api/types'
import { getKept } from './outbox/kept'
import { account } from './session'

export const layers = ref<Layer[]>([])
let loading: Promise<Layer[]> | null = null

/** The layers of now are kept on the device; those of another day are not. */
const ask = (): Promise<Layer[]> => (asOf.value ? get<Layer[]>('/api/layers') : getKept<Layer[]>('/api/layers').then(({ answer }) => answer))

export function loadLayers(): Promise<Layer[]> {
  loading ??= ask().then(
    (found) => (layers.value = found),
    (fault: unknown) => {
      loading = null
      throw fault
    },
  )
  return loading
}

/** Counts have changed (an import, a new site): ask again. */
export function reloadLayers(): Promise<Layer[]> {
  loading = null
  return loadLayers()
}

export const layerOf = (name: string): Layer | undefined => layers.value.find((layer) => layer.name === name)

watch([asOf, account], () => {
  loading = null
  if (account.value) loadLayers().catch(() => undefined) // whoever shows them asks too, and says what is wrong
  else layers.value = []
})
