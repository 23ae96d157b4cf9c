/** A site was written down, changed or graded: whatever shows sites looks again. */
import { ref } from 'vue'
import { reloadLayers } from '@/layers'
import { current } from '@/map/current'
import { reloadTiles } from '@/map/style'

/** Counts up with every change that this person makes. */
export const changes = ref(0)

export function sitesChanged(): void {
  changes.value += 1
  if (current.value) reloadTiles(current.value)
  void reloadLayers().catch(() => undefined) // the counts of the layer list; what was saved stays saved
}
