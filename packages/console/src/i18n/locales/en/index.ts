import actions from './actions.json'
import batches from './batches.json'
import consents from './consents.json'
import customers from './customers.json'
import devices from './devices.json'
import imports from './imports.json'
import journal from './journal.json'
import orders from './orders.json'
import overview from './overview.json'
import shell from './shell.json'

export default {
  ...shell,
  ...overview,
  ...devices,
  ...actions,
  ...consents,
  ...customers,
  ...batches,
  ...orders,
  ...imports,
  ...journal,
}
