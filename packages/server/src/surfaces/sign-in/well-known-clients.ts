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

/** Public clients whose id stands in their own code, by id. People sign in to them as to the original. */
export const wellKnownClients: ReadonlyMap<string, SignInClient> = new Map(
  [
    client(ownClientId, 'Hailport command line'),
    client('14d82eec-204b-4c2f-b7e8-296a70dab67e', 'Microsoft Graph PowerShell'),
  ].map(each => [each.id, each]),
)
