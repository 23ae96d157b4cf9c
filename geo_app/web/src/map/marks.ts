/** The pictures that the map style names, drawn on a canvas at the sharpness of the screen:
 * `mark-<colour|none>[-stale]`, `glyph-<layer>[-<level>]` and `cluster-<colour|none>`. */
import type { Map } from 'maplibre-gl'
import type { Graded } from '@/api/types'
import { layerOf } from '@/layers'
import { HATCH, LETTER_AT, letterOf, SHAPES } from '@/parts/shapes'
import { token } from '@/theme'

const BOX = 24
const HALO = 3
const CLUSTER = 40
const FONT = '"Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif'

export type MarkName =
  | { kind: 'mark'; grade: Graded; stale: boolean }
  | { kind: 'cluster'; grade: Graded }
  | { kind: 'glyph'; layer: string; level: number }

/** What a name of the style asks for; null when it is none of ours. */
export function readMark(name: string): MarkName | null {
  const mark = /^(mark|cluster)-(red|orange|yellow|blue|none)(-stale)?$/.exec(name)
  if (mark) {
    const grade = mark[2] as Graded
    return mark[1] === 'mark' ? { kind: 'mark', grade, stale: !!mark[3] } : { kind: 'cluster', grade }
  }
  const glyph = /^glyph-([a-z][a-z0-9_]*)(?:-(\d))?$/.exec(name)
  return glyph ? { kind: 'glyph', layer: glyph[1] as string, level: Number(glyph[2] ?? 0) } : null
}

/** Gives the map a picture whenever its style asks for one. */
export function drawMarksFor(map: Map): void {
  map.setMissingStyleImageResolver((id) => {
    const pen = pictureOf(id)
    if (!pen) return
    const { width, height } = pen.canvas
    map.addImage(id, pen.getImageData(0, 0, width, height), { pixelRatio: sharpness() })
  })
}

/** A picture by its name, larger by `sharpness`; null when the name is none of ours. */
export function pictureOf(name: string): CanvasRenderingContext2D | null {
  const mark = readMark(name)
  const pen = mark && newPen(mark.kind === 'cluster' ? CLUSTER : BOX + 2 * HALO)
  if (!mark || !pen) return null
  if (mark.kind === 'mark') drawMark(pen, mark.grade, mark.stale)
  else if (mark.kind === 'cluster') drawCluster(pen, mark.grade)
  else drawGlyph(pen, mark.layer, mark.level)
  return pen
}

export const sharpness = (): number => Math.max(2, window.devicePixelRatio)

function newPen(size: number): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.ceil(size * sharpness())
  const pen = canvas.getContext('2d')
  pen?.scale(sharpness(), sharpness())
  if (pen) Object.assign(pen, { lineJoin: 'round', textAlign: 'center', textBaseline: 'middle' })
  return pen
}

function drawMark(pen: CanvasRenderingContext2D, grade: Graded, stale: boolean): void {
  const shape = new Path2D(SHAPES[grade])
  pen.translate(HALO, HALO)
  stroke(pen, shape, token('--mark-halo'), 5) // the halo keeps a mark apart from its neighbours and from area fills
  pen.fillStyle = token(`--risk-${grade}`)
  pen.fill(shape)
  if (stale) {
    pen.save()
    pen.clip(shape)
    stroke(pen, new Path2D(HATCH), token('--mark-hatch'), 2)
    pen.restore()
  }
  if (grade === 'none') {
    stroke(pen, shape, token('--risk-none-ring'), 3)
    return
  }
  stroke(pen, shape, token('--mark-edge'), 1.5)
  pen.fillStyle = token(`--risk-${grade}-ink`)
  pen.font = `700 12px ${FONT}`
  if (stale) stroke(pen, null, token(`--risk-${grade}`), 3, [letterOf(grade), BOX / 2, LETTER_AT[grade]])
  pen.fillText(letterOf(grade), BOX / 2, LETTER_AT[grade])
}

function drawGlyph(pen: CanvasRenderingContext2D, name: string, level: number): void {
  const layer = layerOf(name)
  const look = layer?.looks.findLast((each) => level >= each.at_least)
  const shape = new Path2D('M8 3.5h8a4.5 4.5 0 0 1 4.5 4.5v8a4.5 4.5 0 0 1-4.5 4.5H8A4.5 4.5 0 0 1 3.5 16V8A4.5 4.5 0 0 1 8 3.5z')
  pen.translate(HALO, HALO)
  stroke(pen, shape, token('--mark-halo'), 3.5)
  pen.fillStyle = look?.colour ?? layer?.colour ?? token('--muted')
  pen.fill(shape)
  pen.fillStyle = token('--mark-halo')
  pen.font = `500 11.5px ${FONT}`
  if (look?.sign) pen.font = `700 15px ${FONT}`
  pen.fillText(look?.sign || (layer?.glyph ?? ''), BOX / 2, 12.4)
}

/** A white disc for the count, ringed in the highest colour, with that colour's own shape at its shoulder. */
function drawCluster(pen: CanvasRenderingContext2D, grade: Graded): void {
  const disc = new Path2D()
  disc.arc(CLUSTER / 2 - 1, CLUSTER / 2 + 1, 15, 0, 2 * Math.PI)
  stroke(pen, disc, token('--mark-edge'), 5)
  stroke(pen, disc, token(grade === 'none' ? '--risk-none-ring' : `--risk-${grade}`), 4)
  pen.fillStyle = token('--mark-halo')
  pen.fill(disc)
  if (grade === 'none') return
  const shape = new Path2D(SHAPES[grade])
  pen.translate(CLUSTER - 15, 0)
  pen.scale(0.6, 0.6)
  stroke(pen, shape, token('--mark-halo'), 5)
  pen.fillStyle = token(`--risk-${grade}`)
  pen.fill(shape)
  stroke(pen, shape, token('--mark-edge'), 1.8)
}

function stroke(pen: CanvasRenderingContext2D, shape: Path2D | null, colour: string, width: number, text?: [string, number, number]): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  if (shape) pen.stroke(shape)
  if (text) pen.strokeText(...text)
}
