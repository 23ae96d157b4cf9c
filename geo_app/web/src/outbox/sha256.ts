/** SHA-256 (FIPS 180-4), for intranets on plain http, where the browser keeps its own to itself. */
const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0
const K = primes.map((prime) => fraction(Math.cbrt(prime)))
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

export function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((message.length + 8) >> 6) + 1) << 6)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29))
  view.setUint32(padded.length - 4, (message.length << 3) >>> 0)
  const state = Int32Array.from(START)
  const w = new Int32Array(64)
  for (let at = 0; at < padded.length; at += 64) block(view, at, state, w)
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, n) => digest.setInt32(n * 4, word))
  return new Uint8Array(digest.buffer)
}

function block(view: DataView, at: number, state: Int32Array, w: Int32Array): void {
  const word = (n: number): number => w[n] as number
  for (let n = 0; n < 64; n++) {
    if (n < 16) w[n] = view.getInt32(at + n * 4)
    else {
      const [a, b] = [word(n - 15), word(n - 2)]
      w[n] = (word(n - 16) + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + word(n - 7) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0
    }
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let n = 0; n < 64; n++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[n] as number) + word(n)) | 0
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((value, n) => { state[n] = ((state[n] as number) + value) | 0 })
}
