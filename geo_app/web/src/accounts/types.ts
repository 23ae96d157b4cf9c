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

/** What a program shows instead of a login; `layers` null: all that its person sees. */
export interface Token {
  id: number
  name: string
  writes: boolean
  readings: boolean
  layers: string[] | null
  made_at: string
  expires_at: string
  used_at: string | null
}

/** Where this person is logged in; `vouched`: by the identity provider. */
export interface Login {
  id: number
  device: string
  address: string
  vouched: boolean
  started_at: string
  used_at: string
  here: boolean
}

export const ROLES: Role[] = ['viewer', 'inspector', 'editor', 'approver', 'admin']
