import type { DivisionName, Role } from '@/api/types'

/** An account as administrators see it. */
export interface AccountRow {
  id: number
  username: string
  name: string
  role: Role
  role_label: string
  divisions: DivisionName[]
  disabled: boolean
}

export const ROLES: Role[] = ['viewer', 'inspector', 'editor', 'approver', 'admin']
