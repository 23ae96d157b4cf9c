/** Version 6 draws with WebGL2 only; without it the rest of the product goes on. */
export function canDraw(): boolean {
  try {
    const gl = document.createElement('canvas').getContext('webgl2')
    gl?.getExtension('WEBGL_lose_context')?.loseContext()
    return !!gl
  } catch {
    return false
  }
}
