/** What can wait until the first page is there waits for this. */
let held = 0
const waiting: (() => void)[] = []

/** Whoever is still loading holds the others up, until it calls what it got here; more calls change nothing. */
export function hold(): () => void {
  let mine = true
  held += 1
  return () => {
    if (mine) held -= 1
    mine = false
    if (!held) for (const go of waiting.splice(0)) go()
  }
}

/** When nobody holds us up. */
export const calm = (): Promise<void> => (held ? new Promise((go) => { waiting.push(go) }) : Promise.resolve())
