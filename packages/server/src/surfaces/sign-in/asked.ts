import type { IncomingMessage } from 'node:http'
import type { BrowserSession, UsedCredential } from '@hailport/registry'
import type { SignInFault } from './fault.ts'
import type { AskedScopes } from './scopes.ts'

/** What we know of a request beside what the OpenID provider reads of it. */
export interface Asked {
  readonly scopes?: AskedScopes
  readonly session?: BrowserSession | undefined
  /** Header of the client's assertion, when it sent one. */
  readonly assertion?: Readonly<Record<string, unknown>>
  /** Spellings of the token endpoint that an assertion may be meant for. */
  readonly endpoints?: readonly string[]
  /** The client wants to be told who has signed in. */
  readonly clientInfo?: boolean
  /** The customer's tenant that a partner's person wants to act in. */
  readonly actIn?: string
  /** Where the request comes from. */
  readonly address?: string
  /** User code of the address; shown in the form. */
  readonly userCode?: string
  /** What the client has presented, and what is right if the client is let in. */
  presented?: UsedCredential
  /** A more exact refusal than the one that the provider will give. */
  fault?: SignInFault
}

const known = new WeakMap<IncomingMessage, Asked>()

export const noteAsked = (request: IncomingMessage, asked: Asked): void => void known.set(request, asked)

export const askedOf = (request: IncomingMessage | undefined): Asked => (request && known.get(request)) ?? {}
