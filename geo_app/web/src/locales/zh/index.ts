import accounts from './accounts'
import app from './app'
import areas from './areas'
import around from './around'
import assess from './assess'
import batches from './batches'
import card from './card'
import colour from './colour'
import exports from './exports'
import gaps from './gaps'
import imports from './imports'
import ledgers from './ledgers'
import map from './map'
import notices from './notices'
import plan from './plan'
import regions from './regions'
import relocations from './relocations'
import reviews from './reviews'
import rules from './rules'
import sites from './sites'

const zh = { accounts, app, areas, around, assess, batches, card, colour, exports, gaps, imports, ledgers, map, notices, plan, regions, relocations, reviews, rules, sites }
export default zh
export type Messages = typeof zh
