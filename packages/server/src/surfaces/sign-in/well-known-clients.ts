import type { SignInClient } from '@hailport/registry'

/** The command line and console of this service. */
const ownClientId = '9d2f6c1e-4b7a-4f0e-8c35-6a1b0e7d9f42'

const client = (id: string, name: string): SignInClient => ({
  id,
  name,
  client: 'public',
  redirectUris: ['http://localhost'],
  people: 'everyone',
  secrets: [],
  keys: [],
})

/** The web console, which people of every organization use. */
export const consoleClientId = '5b1c8a70-3e0d-4a55-9a4e-2c7f60d18be3'

/** The console as a client of the service that it comes from. */
export const consoleClient = (baseUrl: string): SignInClient => ({
  ...client(consoleClientId, 'Hailport console'),
  redirectUris: [`${baseUrl}/console/signed-in`, `${baseUrl}/console/signed-out`],
})

/** Public clients whose id stands in their own code, by id. People sign in to them as to the original. */
export const wellKnownClients: ReadonlyMap<string, SignInClient> = new Map(
  [
    client(ownClientId, 'Hailport command line'),
    client('14d82eec-204b-4c2f-b7e8-296a70dab67e', 'Microsoft Graph PowerShell'),
  ].map(each => [each.id, each]),
)
