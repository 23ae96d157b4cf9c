import type { Step } from '@/api/types'

/** A step of a reckoning that the map did: metres where it measured, words where it looked. */
export const step = (title: string, text: string, metres: number | null = null, rule: { clause: string; confidence: string; verified: boolean } | null = null): Step => ({
  title, text, value: metres === null ? null : Number(metres.toFixed(1)), unit: metres === null ? '' : 'm',
  clause: rule?.clause ?? '', confidence: rule?.confidence ?? '', unverified: rule ? !rule.verified : false,
})
