import { createHash, randomInt } from 'node:crypto'
import type { Registry } from '../context.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import type { PersonRef } from './person-ref.ts'

/** Codes that a person gets at a time. */
const codeCount = 10
/** Letters and digits that are not taken for each other; 16 of them are 79 bits, so a quick digest will do. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
const groups = 4

function newCode(): string {
  const part = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, part).join('-')
}

/** Whether a text has the form of a recovery code. */
export const isRecoveryCode = (text: string): boolean => plain(text).length === groups * 4

const plain = (code: string) => code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const digestOf = ({ organizationId, personId }: PersonRef, code: string): Uint8Array =>
  createHash('sha256')
    .update(`${organizationId} ${personId} ${plain(code)}`)
    .digest()

/** Makes new recovery codes in place of those before. They are in the answer and nowhere else. */
export async function makeRecoveryCodes(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
): Promise<string[]> {
  const codes = Array.from({ length: codeCount }, newCode)
  const { organizationId, personId } = person
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, organizationId)
    await own.deleteFrom('recovery_codes').where('person_id', '=', personId).execute()
    const rows = codes.map(code => ({
      organization_id: organizationId,
      person_id: personId,
      digest: digestOf(person, code),
    }))
    await own.insertInto('recovery_codes').values(rows).execute()
    await appendJournal(tx, principal, registry.now(), [
      { organizationId, action: 'recovery-codes.made', subjectKind: 'person', subjectId: personId },
    ])
  })
  return codes
}

/** Uses a code up. @returns whether it was one of the person's. */
export async function takeRecoveryCode(registry: Registry, person: PersonRef, code: string): Promise<boolean> {
  return registry.store.write(async tx => {
    const { numDeletedRows } = await scopeTo(tx.db, person.organizationId)
      .deleteFrom('recovery_codes')
      .where('person_id', '=', person.personId)
      .where('digest', '=', digestOf(person, code))
      .executeTakeFirst()
    return numDeletedRows > 0n
  })
}
