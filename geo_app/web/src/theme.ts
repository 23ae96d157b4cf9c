/** Light, dark, or as the device says. */
import { Dark } from 'quasar'
import { computed, ref } from 'vue'

export type Theme = 'light' | 'dark' | 'system'
export const THEMES: Theme[] = ['light', 'dark', 'system']

export const theme = ref<Theme>('light')
export const isDark = computed(() => Dark.isActive)

export function setTheme(wanted: Theme): void {
  theme.value = wanted
  Dark.set(wanted === 'system' ? 'auto' : wanted === 'dark')
  localStorage.setItem('theme', wanted)
}

export function rememberedTheme(): Theme {
  const kept = localStorage.getItem('theme')
  return THEMES.find((theme) => theme === kept) ?? 'light'
}

/** The value of a design token (tokens.css) in the theme that is on, for what is drawn without a style sheet. */
export const token = (name: string): string => getComputedStyle(document.body).getPropertyValue(name).trim()
