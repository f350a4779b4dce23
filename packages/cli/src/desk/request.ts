import { printable, styled, table } from '../terminal.ts'

/** A request to a maker's desk, as far as it is shown. */
export interface DeskRequest {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly makerName: string
  readonly tenantName: string
  readonly domain: string
  readonly requester: { readonly name: string }
  readonly note?: string
  readonly submittedAt?: string
  readonly endsAt?: string
  readonly counts: Readonly<Record<'total' | 'pending' | 'approved' | 'refused' | 'messages', number>>
  readonly hashes?: { readonly availableUntilAt: string; readonly fetchedAt?: string }
}

/** A device of a request; `check` is there for the maker. */
export interface DeskDevice {
  readonly serialNumber: string
  readonly state: string
  readonly code?: string
  readonly message?: string
  readonly reason?: string
  readonly check?: {
    readonly factoryRecord: string
    readonly holder?: string
    readonly model?: string
    readonly code?: string
    readonly message?: string
    readonly records?: readonly { readonly id: string; readonly model?: string; readonly productKeyId?: string }[]
  }
}

/** What one side wrote to the other. */
export interface DeskMessage {
  readonly side: string
  readonly sentAt: string
  readonly text: string
}

/** The head of a request, a line for each thing that is said of it. */
export function tellRequest(request: DeskRequest): string[] {
  const { id, kind, state, makerName, tenantName, domain, requester, note, counts, endsAt, hashes } = request
  const rows: [string, string | undefined][] = [
    ['Maker', makerName],
    ['Customer', `${tenantName}, ${domain}`],
    ['Asked by', requester.name],
    ['State', state],
    ['Ends by itself', endsAt],
    ['Note', note],
    [
      'Devices',
      `${counts.total}: ${counts.approved} approved, ${counts.refused} refused, ${counts.pending} not decided`,
    ],
    ['Hashes', hashes && (hashes.fetchedAt ? 'fetched' : `can be fetched until ${hashes.availableUntilAt}`)],
  ]
  return [
    styled('bold', `Request ${id} (${kind})`),
    ...table(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]))),
  ]
}

/** What both sides wrote, oldest first. */
export const tellMessages = (messages: readonly DeskMessage[]): string[] =>
  messages.map(one => `  ${one.sentAt} ${styled('bold', one.side)}: ${printable(one.text)}`)
