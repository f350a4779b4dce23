import actions from './actions.json'
import consents from './consents.json'
import devices from './devices.json'
import journal from './journal.json'
import overview from './overview.json'
import shell from './shell.json'

export default { ...shell, ...overview, ...devices, ...actions, ...consents, ...journal }
