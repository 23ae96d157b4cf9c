/** The pages in the navigation: only what works today, and only what this person may use. */
import { mdiAccountCircleOutline, mdiMapOutline } from '@quasar/extras/mdi-v7'
import { computed } from 'vue'
import { t } from '@/i18n'

export const pages = computed(() => [
  { name: 'map', title: t('app.map'), icon: mdiMapOutline },
  { name: 'me', title: t('app.me'), icon: mdiAccountCircleOutline },
])
