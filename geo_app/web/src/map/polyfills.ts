/** MapLibre is written for Chrome 94. Its syntax is lowered by the build; these built-ins are what is
 * left over for WebView 80. Loaded by the page and by the map's worker. */

function at(this: ArrayLike<unknown>, place: number): unknown {
  const n = Math.trunc(place) || 0
  return this[n < 0 ? this.length + n : n]
}

function replaceAll(this: string, sought: string | RegExp, by: string): string {
  return sought instanceof RegExp ? this.replace(sought, by) : this.split(sought).join(by)
}

function add(to: object, name: string, value: unknown): void {
  if (!(name in to)) Object.defineProperty(to, name, { value, writable: true, configurable: true })
}

for (const kind of [Array.prototype, String.prototype, Object.getPrototypeOf(Int8Array.prototype) as object]) add(kind, 'at', at)
add(String.prototype, 'replaceAll', replaceAll)
add(Object, 'hasOwn', (thing: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(thing, name))

export const polyfilled = true
