import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { makeDevCertificate } from '../../packages/cli/src/dev-cert/make.ts'
import { Service, type ServiceOptions } from '../service.ts'
import { Browser } from './browser.ts'

const password = 'kettle orbit marble 7 fen'

/** A service over TLS with a throw-away authority that this process trusts, with one tenant and its administrator. */
export interface ClientWorld {
  readonly service: Service
  readonly tenantId: string
  /** File with the certificate of the authority. */
  readonly authorityFile: string
  /** Token of the administrator. */
  readonly admin: string
  /** Adds an application. */
  application(input: object): Promise<{ id: string; secret: string }>
  /** A browser at which a person with these roles is signed in. */
  signedIn(email: string, roles: string[]): Promise<Browser>
  close(): Promise<void>
}

/** @param env more environment of the service. */
export async function startClientWorld(env: ServiceOptions['env'] = {}): Promise<ClientWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'hailport-clients-'))
  const { authority, certificate, key } = await makeDevCertificate(['localhost', '127.0.0.1'], 1, Date.now())
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  setDefaultCACertificates([...getCACertificates('default'), authority])
  const args = ['--tls-cert', file('cert.pem', certificate), '--tls-key', file('key.pem', key)]
  const service = await Service.start({ args, env })
  const tenantId = await service.tenant('Contoso')
  const admin = await service.person(tenantId, ['tenant-admin', 'device-manager'])
  const organization = `/api/v1/organizations/${tenantId}`
  return {
    service,
    tenantId,
    authorityFile: file('ca.pem', authority),
    admin,
    application: input =>
      service.call(201, 'POST', `${organization}/applications`, admin, { name: 'client', roles: [], ...input }),
    async signedIn(email, roles) {
      const body = { email, name: 'Ada', roles }
      const person = await service.call(201, 'POST', `${organization}/people`, service.operatorToken, body)
      const path = new URL(person.signInLink.url).pathname
      const browser = new Browser(service.url)
      await browser.open(path)
      await browser.submit(path, { password, again: password })
      await browser.open('/sign-in')
      await browser.submit('/sign-in', { email, password })
      return browser
    },
    async close() {
      await service.remove()
      rmSync(folder, { recursive: true })
    },
  }
}
