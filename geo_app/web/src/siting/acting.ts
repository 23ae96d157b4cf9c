/** What may be done with an opinion at its stage, and by whom; the server decides, this explains beforehand. */
import type { Account } from '@/api/types'
import { mayAct } from '@/session'
import type { Opinion, Stage } from './types'

export type Action = 'submit' | 'return' | 'sign' | 'withdraw' | 'revoke'

interface Rule { from: Stage[]; least: 'editor' | 'approver'; reason: boolean; danger: boolean }

/** In the order of the buttons. */
export const ACTIONS: Record<Action, Rule> = {
  submit: { from: ['draft'], least: 'editor', reason: false, danger: false },
  sign: { from: ['submitted'], least: 'approver', reason: false, danger: false },
  return: { from: ['submitted'], least: 'approver', reason: true, danger: false },
  withdraw: { from: ['draft', 'submitted'], least: 'editor', reason: true, danger: true },
  revoke: { from: ['signed'], least: 'approver', reason: true, danger: true },
}

export interface Offer { action: Action; barred: 'own' | 'rights' | null; reason: boolean; danger: boolean }

/** The steps from this stage; a barred one is shown with the reason why this person cannot take it. */
export function offers({ stage, drafted_by }: Pick<Opinion, 'stage' | 'drafted_by'>, me: Account | null): Offer[] {
  return (Object.keys(ACTIONS) as Action[])
    .filter((action) => ACTIONS[action].from.includes(stage))
    .map((action) => {
      const { least, reason, danger } = ACTIONS[action]
      const barred = !mayAct(least) ? 'rights' : action === 'sign' && drafted_by === me?.username ? 'own' : null
      return { action, barred, reason, danger }
    })
}

/** A draft may be changed by those who may write. */
export const mayChange = ({ stage }: Pick<Opinion, 'stage'>): boolean => stage === 'draft' && mayAct('editor')
