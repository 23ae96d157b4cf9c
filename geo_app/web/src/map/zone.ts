/** The zone that was last clicked: a ring, a contour, a region, a gap. Its note says what it is. */
import { shallowRef } from 'vue'

export const zone = shallowRef<{ layer: string; id: number } | null>(null)
