/** Photos: made small on the phone, kept as bytes, sent piece by piece from where the server is. */
import { send, get, Problem } from '@/api/http'
import { keys, one, put, remove } from './database'
import { hashOf } from './device'
import type { Picture } from './types'

const LONGEST = 1600 // pixels of the longer side
const QUALITY = 0.8
const PIECE = 256 * 1024

interface Received { received: number; complete: boolean }

/** A picture of the camera, turned upright, shrunk and without what the camera writes into it. */
export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const picture = await load(file)
  const by = Math.min(1, LONGEST / Math.max(picture.naturalWidth, picture.naturalHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * by))
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * by))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(picture.src)
  const small = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/jpeg', QUALITY) })
  if (!small) throw new Error('canvas')
  return small.arrayBuffer()
}

function load(file: Blob): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const picture = new Image()
    picture.onload = () => done(picture)
    picture.onerror = () => failed(new Error('image'))
    picture.src = URL.createObjectURL(file)
  })
}

/** Keep the bytes of a photo on the phone until the server has them; the hash by which a record names it. */
export async function keepPicture(bytes: ArrayBuffer, username: string): Promise<string> {
  const hash = await hashOf(bytes)
  await put(['picture', { hash, username, bytes, sent: 0, fault: '' }])
  return hash
}

/** Send what is left; how many photos are left then. A lost network ends it, and the next time it goes on. */
export async function sendPictures(username: string): Promise<number> {
  let refused = 0
  for (const key of await keys('picture')) {
    const picture = await one('picture', key)
    if (picture?.username !== username) continue
    try {
      await sendOne(picture)
      await remove('picture', picture.hash)
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.status !== 400) throw fault
      await put(['picture', { ...picture, fault: fault.message }])
      refused++
    }
  }
  return refused
}

export async function sendOne(picture: Pick<Picture, 'hash' | 'bytes'>, room = '/api/photos'): Promise<void> {
  const door = `${room}/${picture.hash}`
  const total = picture.bytes.byteLength
  let here = await get<Received>(`${door}/progress`, { as_of: '' })
  while (!here.complete) {
    const piece = new Blob([picture.bytes.slice(here.received, here.received + PIECE)])
    here = await send<Received>(`${door}?offset=${here.received}&total=${total}`, { method: 'PUT', body: piece })
  }
}
