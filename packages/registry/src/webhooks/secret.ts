import { createHmac, randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import type { WebhooksTable } from '../store/index.ts'
import type { WebhookRef } from './webhook.ts'

const prefix = 'whsec_'

/** A new secret as receivers get it: 32 random bytes (Standard Webhooks asks for 24 to 64). */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64')

const placeOf = ({ organizationId, webhookId }: WebhookRef) => `webhook secret ${organizationId} ${webhookId}`

/** A secret as the store keeps it. */
export const sealSecret = ({ vault }: Registry, ref: WebhookRef, secret: string): Uint8Array =>
  vault.seal(Buffer.from(secret), placeOf(ref))

/** The secrets that count now, the present one first. */
export function secretsOf({ vault }: Registry, row: WebhooksTable, now: number): string[] {
  const place = placeOf({ organizationId: row.organization_id, webhookId: row.id })
  const old = row.old_secret !== null && row.old_secret_until !== null && now < row.old_secret_until
  const sealed = old ? [row.secret, row.old_secret as Uint8Array] : [row.secret]
  return sealed.map(each => Buffer.from(vault.open(each, place)).toString())
}

/** One signature by the Standard Webhooks specification, version 1. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
