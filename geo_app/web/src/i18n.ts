/** Words of the interface: Chinese is the source, English is typed after it and loaded when asked for. */
import { Quasar } from 'quasar'
import quasarChinese from 'quasar/lang/zh-CN'
import { ref, shallowRef } from 'vue'
import zh, { type Messages } from './locales/zh'

export type Language = 'zh' | 'en'
type Area = keyof Messages
export type Key = { [A in Area]: `${A}.${keyof Messages[A] & string}` }[Area]

export const language = ref<Language>('zh')
const messages = shallowRef<Messages>(zh)

export async function setLanguage(wanted: Language): Promise<void> {
  if (wanted === 'en') {
    const [ours, quasar] = await Promise.all([import('./locales/en'), import('quasar/lang/en-US')])
    messages.value = ours.default
    Quasar.lang.set(quasar.default)
  } else {
    messages.value = zh
    Quasar.lang.set(quasarChinese)
  }
  language.value = wanted
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem('language', wanted)
}

export const rememberedLanguage = (): Language => (localStorage.getItem('language') === 'en' ? 'en' : 'zh')

/** `t('map.found', { n: 3 })`: the words for a key, with `{n}` filled in; `{n:day|days}` is one word for 1 and the other else. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const [area, of] = key.split('.') as [Area, string]
  const words = (messages.value[area] as Record<string, string>)[of] ?? key
  return words.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, more?: string) => {
    const value = String(values[name] ?? '')
    return (value === '1' ? one : more) ?? value
  })
}

/** What the server says in both languages, in the one that is on. */
export const inLanguage = <T extends string | string[] | null>(zh: T, en?: T | null): T => (language.value === 'en' && en?.length ? en : zh)

/** A text of the server in the language that is on: `note`, or `note_en` beside it. */
export function told<Name extends string>(thing: Record<Name, string>, name: Name): string
export function told<Name extends string>(thing: Record<Name, string[]>, name: Name): string[]
export function told(thing: Record<string, string | string[]>, name: string): string | string[] {
  return inLanguage(thing[name] ?? '', thing[`${name}_en`])
}

/** The title of something that the server names in both languages. */
export const titleOf = (thing: { title: string; title_en?: string }): string => inLanguage(thing.title, thing.title_en)
