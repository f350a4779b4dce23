import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import type { Answer, Harness } from '../../../testing/harness.ts'
import type { Version } from '../model.ts'
import { checkContract } from './check-contract.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Asserts what every answer of the Graph-compatible API has: ids, and JSON that is as the contract says. */
function assertGraphAnswer(answer: Answer, url: string): void {
  const what = `${url}: ${answer.payload.slice(0, 2_000)}`
  assert.match(String(answer.headers['request-id']), guid, what)
  assert.ok(answer.headers['client-request-id'], what)
  if (!/^application\/json/.test(String(answer.headers['content-type']))) return
  const version: Version = /^\/+beta/i.test(url) ? 'beta' : 'v1.0'
  const parts = answer.body.responses ?? [{ status: answer.statusCode, body: answer.body }]
  for (const { status, body } of parts)
    if (typeof body === 'object') assert.deepEqual(checkContract(version, status, body), [], what)
}

/** Calls the API as a client does; every answer is compared with the contract. */
export async function graphCall(
  h: Harness,
  method: string,
  url: string,
  token?: string,
  body?: unknown,
  more?: InjectOptions,
): Promise<Answer> {
  const answer = await h.call(method, url, token, body, more)
  assertGraphAnswer(answer, url)
  return answer
}
