/** A number of a standard in the language of the screen. */
import { language } from '@/i18n'
import type { StandardNumber } from './types'

const chinese = (): boolean => language.value === 'zh'
export const tableOf = (each: StandardNumber): string => (chinese() ? each.table_title : each.table_title_en)
export const nameOf = (each: StandardNumber): string => (chinese() ? each.title : each.title_en) || tableOf(each)
export const valueOf = (each: StandardNumber): string => (chinese() ? each.value : each.value_en)
