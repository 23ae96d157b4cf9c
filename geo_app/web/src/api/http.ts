/** The one way to the server: JSON in and out, faults as Problem, reads for the day that is looked at. */
import { ref } from 'vue'
import { inLanguage, t } from '@/i18n'

export type Query = Record<string, string | number | boolean | null | undefined>

/** A fault in the words of RFC 9457: `message` says what happened, `remedy` what to do about it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly remedy: string,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

/** The instant or day that every read answers for; null is now. */
export const asOf = ref<string | null>(null)

const lostSession = new Set<() => void>()
/** Called whenever the server says that nobody is logged in. */
export function onLostSession(tell: () => void): void {
  lostSession.add(tell)
}

let prove: (() => Promise<boolean>) | null = null
/** Called when the server wants the own password once more; what was asked for is sent again after a yes. */
export function onProofDue(ask: () => Promise<boolean>): void {
  prove = ask
}

export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, as_of: query.as_of ?? asOf.value })) {
    if (value !== null && value !== undefined && value !== '') parts.set(name, value === true ? '1' : String(value))
  }
  const text = parts.toString()
  return text ? `${path}?${text}` : path
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const answer = await ask(address(path, query), { signal })
  return (await answer.json()) as T
}

/** How large an answer would be, in bytes, without fetching it. */
export async function sizeOf(path: string): Promise<number> {
  return Number((await ask(path, { method: 'HEAD' })).headers.get('Content-Length'))
}

export async function getFile(path: string): Promise<Blob> {
  return (await ask(path, {})).blob()
}

interface Sending {
  method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  body?: unknown // FormData and Blob go as they are, anything else as JSON
  version?: number // optimistic locking: sent as If-Match
  signal?: AbortSignal
}

export async function send<T>(path: string, { method = 'POST', body, version, signal }: Sending = {}): Promise<T> {
  const headers = new Headers()
  if (version !== undefined) headers.set('If-Match', `"${version}"`)
  const form = body instanceof FormData || body instanceof Blob
  if (body !== undefined && !form) headers.set('Content-Type', 'application/json')
  const answer = await ask(path, { method, headers, signal, body: form ? body : body === undefined ? undefined : JSON.stringify(body) })
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** What a guest shows with everything that is asked: the token of an invitation. */
let invitation = ''
export function showInvitation(token: string): void {
  invitation = token
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let answer: Response
  const headers = new Headers(init.headers)
  if (invitation) headers.set('X-Invitation', invitation)
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init, headers })
  } catch (fault) {
    if (init.signal?.aborted) throw fault
    throw new Problem(0, t('app.unreachable'), t('app.unreachableRemedy'))
  }
  if (answer.ok) return answer
  const problem = await problemOf(answer)
  if (problem.status === 401) lostSession.forEach((tell) => tell())
  if (problem.body.proof_due && prove && (await prove())) return ask(path, init)
  throw problem
}

async function problemOf(answer: Response): Promise<Problem> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  const words = (name: string) => inLanguage(text(name), text(`${name}_en`))
  return new Problem(
    answer.status,
    words('detail') || words('title') || t('app.serverFault', { status: answer.status }),
    words('remedy') || (words('detail') ? '' : t('app.unreachableRemedy')),
    body,
  )
}

/** Any thrown thing as a Problem, so that a screen has one kind of fault to show. */
export function asProblem(fault: unknown): Problem {
  if (fault instanceof Problem) return fault
  return new Problem(0, fault instanceof Error ? fault.message : String(fault), t('app.retry'))
}
