/** Numbers that this device makes: for itself, for records, for pictures. On plain http the browser lends no crypto. */
import { sha256 } from './sha256'

/** A random UUID (version 4). */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const knownDevice = (): string | null => localStorage.getItem('device')

/** How the owner would know this device: "Android · Chrome". */
export function deviceName(told = navigator.userAgent): string {
  const first = (...names: string[]): string => names.find((name) => told.includes(name)) ?? ''
  return [first('HarmonyOS', 'Android', 'iPhone', 'iPad', 'Windows', 'Macintosh', 'Linux'), first('MicroMessenger', 'DingTalk', 'Edg', 'Firefox', 'Chrome', 'Safari')].filter(Boolean).join(' · ')
}

/** Which device this is: the same until the browser forgets it. */
export function deviceId(): string {
  const known = knownDevice()
  if (known) return known
  const made = newId()
  localStorage.setItem('device', made)
  return made
}

export async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const subtle: SubtleCrypto | undefined = crypto.subtle // none on plain http, whatever its type says
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(new Uint8Array(bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
