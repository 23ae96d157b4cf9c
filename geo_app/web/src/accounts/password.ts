/** A first password that nobody guesses and everybody can copy from paper: no l, 1, 0, O. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const GROUPS = 4
const GROUP = 4

export function makePassword(): string {
  const picked = Array.from({ length: GROUPS * GROUP }, () => LETTERS.charAt(randomBelow(LETTERS.length)))
  return Array.from({ length: GROUPS }, (_, n) => picked.slice(n * GROUP, (n + 1) * GROUP).join('')).join('-')
}

/** Every number equally likely: what would favour the first ones is thrown away. */
function randomBelow(n: number): number {
  const [byte] = crypto.getRandomValues(new Uint8Array(1)) as unknown as [number]
  return byte < 256 - (256 % n) ? byte % n : randomBelow(n)
}
