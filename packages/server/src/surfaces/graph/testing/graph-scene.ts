import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import { testHash, testSerial } from '../../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../../testing/harness.ts'
import { addTenant, type Member } from '../../../testing/people.ts'
import { graphCall } from './graph-client.ts'

export const devicesPath = 'deviceManagement/windowsAutopilotDeviceIdentities'
export const importsPath = 'deviceManagement/importedWindowsAutopilotDeviceIdentities'

/** A service with two tenants, and short ways to call it as somebody of the first. */
export interface GraphScene {
  readonly h: Harness
  readonly tenant: Member
  readonly other: Member
  call(method: string, url: string, body?: unknown, more?: InjectOptions): Promise<Answer>
  get(url: string): Promise<Answer>
  /** Registers test devices by their numbers. @returns their ids. */
  register(numbers: readonly number[], more?: object, by?: Member): Promise<string[]>
  /** Asks again until the answer is as wanted. */
  until(url: string, wanted: (answer: Answer) => boolean): Promise<Answer>
  close(): Promise<void>
}

export async function startGraphScene(): Promise<GraphScene> {
  const h = await startHarness()
  const tenant = await addTenant(h, 'contoso.example')
  const other = await addTenant(h, 'fabrikam.example')
  const call: GraphScene['call'] = (method, url, body, more) => graphCall(h, method, url, tenant.token, body, more)
  return {
    h,
    tenant,
    other,
    call,
    get: url => call('GET', url),
    async register(numbers, more = {}, by = tenant) {
      const devices = numbers.map(n => ({ hardwareHash: testHash(n), ...more }))
      const answer = await h.call('POST', `/api/v1/tenants/${by.id}/registrations`, by.token, { devices })
      return answer.body.results.map((result: { deviceId: string }) => result.deviceId)
    },
    async until(url, wanted) {
      for (let tries = 0; ; tries++) {
        const answer = await call('GET', url)
        if (wanted(answer)) return answer
        assert.ok(tries < 1_000, `${url}: ${answer.payload.slice(0, 1_000)}`)
        await pause(10)
      }
    },
    close: () => h.close(),
  }
}

/** The text in an error, taken out of the JSON that Intune puts around it. */
export const messageOf = (answer: Answer): string => {
  const { message } = answer.body.error
  return message.startsWith('{') ? JSON.parse(message).Message : message
}

/** The body with which a device is imported, as the PowerShell module writes it. */
export const importBody = (n: number, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.importedWindowsAutopilotDeviceIdentity',
  groupTag: '',
  serialNumber: testSerial(n),
  productKey: '',
  hardwareIdentifier: testHash(n),
  assignedUserPrincipalName: '',
  state: {
    '@odata.type': 'microsoft.graph.importedWindowsAutopilotDeviceIdentityState',
    deviceImportStatus: 'pending',
    deviceRegistrationId: '',
    deviceErrorCode: 0,
    deviceErrorName: '',
  },
  ...more,
})
