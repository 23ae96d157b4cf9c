import type { Messages } from '../zh'
import app from './app'
import colour from './colour'

const en: Messages = { app, colour }
export default en
