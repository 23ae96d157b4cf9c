/** The phone's own database: what waits for the server, and what was read from it last. */
import { Problem } from '@/api/http'
import { t } from '@/i18n'
import type { Delta, Picture } from './types'

interface Kept { path: string; at: string; answer: unknown }
interface Rooms { delta: Delta; picture: Picture; kept: Kept }
const KEYS: Record<keyof Rooms, string> = { delta: 'id', picture: 'hash', kept: 'path' }
const VERSION = 1
let opened: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open('geo_app', VERSION)
    asked.onupgradeneeded = () => {
      for (const [room, keyPath] of Object.entries(KEYS)) {
        if (!asked.result.objectStoreNames.contains(room)) asked.result.createObjectStore(room, { keyPath })
      }
    }
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error ?? new Error('IndexedDB'))
  }).catch(() => {
    opened = null
    throw new Problem(0, t('outbox.noStore'), t('outbox.noStoreRemedy'))
  })
  return opened
}

function answerOf<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error ?? new Error('IndexedDB'))
  })
}

export async function all<R extends keyof Rooms>(room: R): Promise<Rooms[R][]> {
  return answerOf((await open()).transaction(room).objectStore(room).getAll() as IDBRequest<Rooms[R][]>)
}

/** The keys alone: of three hundred photos one is held at a time. */
export async function keys(room: keyof Rooms): Promise<string[]> {
  return answerOf((await open()).transaction(room).objectStore(room).getAllKeys() as IDBRequest<string[]>)
}

export async function one<R extends keyof Rooms>(room: R, key: string): Promise<Rooms[R] | undefined> {
  return answerOf((await open()).transaction(room).objectStore(room).get(key) as IDBRequest<Rooms[R] | undefined>)
}

/** Write several things, all or none; resolved only when the disk has them. */
export async function put(...things: { [R in keyof Rooms]: [R, Rooms[R]] }[keyof Rooms][]): Promise<void> {
  const rooms = [...new Set(things.map(([room]) => room))]
  if (!rooms.length) return
  const act = (await open()).transaction(rooms, 'readwrite')
  try {
    for (const [room, thing] of things) act.objectStore(room).put(thing)
  } catch (fault) {
    throw told(fault)
  }
  await ended(act)
}

export async function remove(room: keyof Rooms, ...keys: string[]): Promise<void> {
  const act = (await open()).transaction(room, 'readwrite')
  for (const key of keys) act.objectStore(room).delete(key)
  await ended(act)
}

/** Forget all of one room. */
export async function clear(room: keyof Rooms): Promise<void> {
  const act = (await open()).transaction(room, 'readwrite')
  act.objectStore(room).clear()
  await ended(act)
}

/** A full disk in words; anything else as it is. */
function told(fault: unknown): unknown {
  return fault instanceof DOMException && fault.name === 'QuotaExceededError' ? new Problem(0, t('outbox.full'), t('outbox.fullRemedy')) : fault
}

function ended(act: IDBTransaction): Promise<void> {
  return new Promise((done, failed) => {
    act.oncomplete = () => done()
    act.onabort = () => failed(told(act.error ?? new Error('IndexedDB')))
  })
}
