import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IdentityFacts } from '../identity/index.ts'
import { decideHolderStatus } from './holder-status.ts'

const facts = (board: number, ek: number): IdentityFacts => ({
  uuid: `4c4c4544-0000-4a10-8000-00000000000${board}`,
  serial: `F7-${board}`,
  manufacturer: 'Fabrikam',
  model: 'Laptop 7',
  ek: new Uint8Array(32).fill(ek),
  macs: [],
  disks: [],
})
const known = (board: number, ek: number) => ({ facts: facts(board, ek) })

test('a holder is told claimed, unclear, free or unknown; a registration counts before a report', () => {
  const device = facts(1, 1)
  assert.equal(decideHolderStatus(device, [known(1, 1)], [known(1, 1)]), 'claimed')
  assert.equal(decideHolderStatus(device, [known(1, 2)], [known(1, 1)]), 'unclear')
  assert.equal(decideHolderStatus(device, [], [known(1, 1)]), 'free')
  assert.equal(decideHolderStatus(device, [], [known(2, 2)]), 'unknown')
  assert.equal(decideHolderStatus(device, [], []), 'unknown')
})
