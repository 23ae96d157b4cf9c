/** Who is logged in. */
import { computed, ref } from 'vue'
import { get, onLostSession, Problem, send } from './api/http'
import type { Account, Role } from './api/types'

const RANK: Role[] = ['viewer', 'inspector', 'editor', 'approver', 'admin']

export const account = ref<Account | null>(null)
let asked = false
const LAST = 'account' // who was here last, for a start without a network
const BELIEVED_DAYS = 14 // without a word from the server; a phone that was lost forgets whose it was

/** The account behind the session cookie, asked for once; null when nobody is logged in. Without a network it is
 * whoever was here last: what the phone has kept is theirs, and the server asks again before it takes or gives anything. */
export async function whoIsThere(): Promise<Account | null> {
  if (asked) return account.value
  try {
    arrived(await get<Account>('/api/session'))
  } catch (fault) {
    const status = fault instanceof Problem ? fault.status : -1
    if (status === 0) account.value = lastHere()
    if (status === 401) gone()
    if (status !== 401 && !account.value) throw fault
  }
  asked = true
  return account.value
}

export async function login(username: string, password: string): Promise<void> {
  arrived(await send<Account>('/api/session', { body: { username, password } }))
  asked = true
}

/** The own password; the login here goes on, all others end. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  await send('/api/session/password', { body: { old, new: fresh } })
  if (account.value) arrived({ ...account.value, must_change: false })
}

/** Whether the login page shows a second way in: by the identity provider of the organisation. */
export const providerOffered = async (): Promise<boolean> => (await get<{ offered: boolean }>('/api/session/oidc')).offered

/** The address where the provider asks who this is. */
export const toProvider = async (): Promise<string> => (await send<{ url: string }>('/api/session/oidc')).url

/** Back from the provider, with what it put into the address. */
export async function loginByProvider(state: string, code: string, error: string): Promise<void> {
  arrived(await send<Account>('/api/session/oidc/return', { body: { state, code, error } }))
  asked = true
}

function arrived(who: Account): void {
  account.value = who
  localStorage.setItem(LAST, JSON.stringify({ who, at: Date.now() }))
}

function gone(): void {
  account.value = null
  forgetWho()
}

function lastHere(): Account | null {
  const { who, at } = JSON.parse(localStorage.getItem(LAST) ?? '{}') as { who?: Account; at?: number }
  return who && at && Math.abs(Date.now() - at) < BELIEVED_DAYS * 86_400_000 ? who : null
}

export async function logout(): Promise<void> {
  await send('/api/session', { method: 'DELETE' })
  gone()
}

/** `mayAct('editor')`: this person is an editor or more. */
export const mayAct = (least: Role): boolean =>
  !!account.value && RANK.indexOf(account.value.role) >= RANK.indexOf(least)

export const isAdmin = computed(() => mayAct('admin'))

/** Without a network nobody is believed to be here any more. */
export function forgetWho(): void {
  localStorage.removeItem(LAST)
}

onLostSession(gone)
