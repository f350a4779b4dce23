/** The real service on a fresh SQLite file, with rate limits out of the way. Arguments: the data folder. */
import { startServer } from '@hailport/server'
import { serveParent } from './child.ts'

const unlimited = 100_000_000
const server = await startServer({
  dataDirectory: process.argv[2],
  port: 0,
  logLevel: 'error',
  rates: {
    read: unlimited,
    write: unlimited,
    upload: unlimited,
    device: unlimited,
    token: unlimited,
    anonymous: unlimited,
  },
})
serveParent({ url: server.url, token: server.operatorToken }, () => server.close())
