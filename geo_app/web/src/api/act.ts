/** Something that a person has the server do: under way, done, or failed with a problem to show. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from './http'

export interface Act {
  waiting: Ref<boolean>
  problem: ShallowRef<Problem | null>
  act: (work: () => Promise<void>) => Promise<void>
}

export function useAct(): Act {
  const waiting = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function act(work: () => Promise<void>): Promise<void> {
    waiting.value = true
    problem.value = null
    try {
      await work()
    } catch (fault) {
      problem.value = asProblem(fault)
    } finally {
      waiting.value = false
    }
  }
  return { waiting, problem, act }
}
