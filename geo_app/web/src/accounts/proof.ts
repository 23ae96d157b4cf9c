/** Before something that weighs the server wants to know that the person who logged in still sits there. */
import { ref } from 'vue'
import { onProofDue } from '@/api/http'

/** Somebody waits for the answer: true once the password was right, false where the person would rather not. */
export const waiting = ref<((proven: boolean) => void) | null>(null)

onProofDue(() => new Promise((resolve) => { waiting.value = resolve }))

export function answered(proven: boolean): void {
  waiting.value?.(proven)
  waiting.value = null
}
