import { RegistryError } from '../errors.ts'
import { commonPasswords, commonWords } from './common-passwords.ts'

/** Characters that a password has at least and at most. */
export const passwordLength = { min: 12, max: 200 } as const

/** Names of fewer characters are in too many words by chance. */
const minName = 4
const minDifferent = 5

/** Why a password is refused. */
export type PasswordFault = 'short' | 'long' | 'uniform' | 'common' | 'name'

/** Whom the password is for. */
export interface PasswordContext {
  readonly email: string
  readonly organizationName: string
}

/** Text without signs that people put in for letters, so that P@ssw0rd is password. */
function plainWord(text: string): string {
  const letters: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '!': 'i',
    '0': 'o',
    $: 's',
    '5': 's',
  }
  return text.replaceAll(/[@4310!$5]/g, sign => letters[sign] ?? sign)
}

function isCommon(text: string): boolean {
  if (commonPasswords.has(text)) return true
  // What is left without the digits and signs around it, such as "welcome" of "Welcome2031!!".
  const core = text.replaceAll(/^[^a-z]+|[^a-z]+$/g, '')
  const core2 = plainWord(text.replaceAll(/[\d\W_]{2,}$/g, '')).replaceAll(/[^a-z]/g, '')
  return [core, core2].some(word => commonWords.has(word))
}

function holdsName(text: string, { email, organizationName }: PasswordContext): boolean {
  const names = [email, email.split('@')[0] ?? '', organizationName].map(name => name.toLowerCase().trim())
  return names.some(name => name.length >= minName && text.includes(name))
}

/**
 * What is wrong with a password, if anything. There are no rules about kinds of characters: they make passwords harder to remember, not
 * to guess (NIST SP 800-63B).
 */
export function passwordFault(password: string, context: PasswordContext): PasswordFault | undefined {
  const characters = [...password.normalize('NFKC')]
  if (characters.length < passwordLength.min) return 'short'
  if (characters.length > passwordLength.max) return 'long'
  if (new Set(characters).size < minDifferent) return 'uniform'
  const text = characters.join('').toLowerCase()
  if (isCommon(text)) return 'common'
  return holdsName(text, context) ? 'name' : undefined
}

const details: Record<PasswordFault, string> = {
  short: `A password has at least ${passwordLength.min} characters.`,
  long: `A password has at most ${passwordLength.max} characters.`,
  uniform: `A password has at least ${minDifferent} different characters.`,
  common: 'This password is among those that are tried first.',
  name: 'A password must not hold your e-mail address or the name of your organization.',
}

/** The refusal of a password; `fault` lets pages say it in the reader's language. */
export class RefusedPassword extends RegistryError {
  readonly fault: PasswordFault

  constructor(fault: PasswordFault) {
    super('password_refused', details[fault], { field: 'password' })
    this.fault = fault
  }
}

/** @throws RefusedPassword */
export function requireGoodPassword(password: string, context: PasswordContext): void {
  const fault = passwordFault(password, context)
  if (fault !== undefined) throw new RefusedPassword(fault)
}
