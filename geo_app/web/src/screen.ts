/** Phone or desktop: one border, the same as in the style sheets. */
import { ref } from 'vue'

const narrow = window.matchMedia('(max-width: 839px)')
export const isPhone = ref(narrow.matches)
narrow.addEventListener('change', (change) => { isPhone.value = change.matches })

export const isOnline = ref(navigator.onLine)
window.addEventListener('online', () => { isOnline.value = true })
window.addEventListener('offline', () => { isOnline.value = false })
