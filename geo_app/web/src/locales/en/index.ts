import type { Messages } from '../zh'
import accounts from './accounts'
import app from './app'
import areas from './areas'
import assess from './assess'
import card from './card'
import colour from './colour'
import exports from './exports'
import imports from './imports'
import map from './map'
import notices from './notices'
import plan from './plan'
import reviews from './reviews'
import rules from './rules'
import sites from './sites'

const en: Messages = { accounts, app, areas, assess, card, colour, exports, imports, map, notices, plan, reviews, rules, sites }
export default en
