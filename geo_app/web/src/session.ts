/** Who is logged in. */
import { computed, ref } from 'vue'
import { get, onLostSession, Problem, send } from './api/http'
import type { Account, Role } from './api/types'

const RANK: Role[] = ['viewer', 'inspector', 'editor', 'approver', 'admin']

export const account = ref<Account | null>(null)
let asked = false

/** The account behind the session cookie, asked for once; null when nobody is logged in. */
export async function whoIsThere(): Promise<Account | null> {
  if (asked) return account.value
  try {
    account.value = await get<Account>('/api/session')
  } catch (fault) {
    if (!(fault instanceof Problem && fault.status === 401)) throw fault
  }
  asked = true
  return account.value
}

export async function login(username: string, password: string): Promise<void> {
  account.value = await send<Account>('/api/session', { body: { username, password } })
  asked = true
}

export async function logout(): Promise<void> {
  await send('/api/session', { method: 'DELETE' })
  account.value = null
}

/** `mayAct('editor')`: this person is an editor or more. */
export const mayAct = (least: Role): boolean =>
  !!account.value && RANK.indexOf(account.value.role) >= RANK.indexOf(least)

export const isAdmin = computed(() => mayAct('admin'))

onLostSession(() => {
  account.value = null
})
