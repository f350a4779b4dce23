import { inspect } from 'node:util'
import { DeviceError } from '@hailport/device'
import { HardwareHashError } from '@hailport/hardware-hash'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { printable } from './terminal.ts'

/** What did not work, why, and what to do about it; with the exit code of the command. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly what: string
  readonly why: string
  readonly remedy: string
  readonly exit: ExitCode

  constructor(trouble: { what: string; why: string; remedy: string }, exit: ExitCode = exitCodes.failed) {
    super(`${trouble.what}: ${trouble.why}. ${trouble.remedy}`)
    this.what = trouble.what
    this.why = trouble.why
    this.remedy = trouble.remedy
    this.exit = exit
  }
}

/** Why the operating system said no, and what to do, by its code. */
const systemReasons: Record<string, readonly [why: string, remedy: string]> = {
  ENOENT: ['there is no such file or directory', 'Check the path.'],
  EACCES: ['you may not open it', 'Check its permissions, or run as a user who may.'],
  EPERM: ['you may not open it', 'Check its permissions, or run as a user who may.'],
  EISDIR: ['it is a directory', 'Name a file in it.'],
  ENOTDIR: ['a part of its path is a file', 'Check the path.'],
  ENOSPC: ['the disk is full', 'Make room, then run the command again.'],
  EROFS: ['the file system is read-only', 'Choose another place.'],
}

/** A failure to read or write a file. */
export function fileFailure(what: string, error: unknown): Failure {
  const { code, message } = error as { code?: string; message?: string }
  const [why, remedy] = systemReasons[code ?? ''] ?? [message ?? String(error), 'Check the path.']
  return new Failure({ what, why, remedy })
}

const ofDevice: Partial<Record<DeviceError['code'], ExitCode>> = {
  offline: exitCodes.offline,
  refused: exitCodes.refused,
  unreadable: exitCodes.refused,
  bad_request: exitCodes.usage,
}

/** Anything thrown, as a failure. */
function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof DeviceError) return new Failure(error, ofDevice[error.code] ?? exitCodes.failed)
  if (error instanceof HardwareHashError)
    return new Failure({
      what: 'The hardware hash cannot be used',
      why: withoutDot(error.message),
      remedy: 'Check where it comes from, or capture it again on the device.',
    })
  return new Failure({
    what: 'This should not have happened',
    why: withoutDot(error instanceof Error ? error.message : String(error)),
    remedy: 'Run it again with HAILPORT_DEBUG=1 to see where, and report that.',
  })
}

/** A sentence as a part of a longer one. */
export const withoutDot = (text: string): string => text.replace(/\.$/, '')

/** Tells standard error about something thrown; with HAILPORT_DEBUG=1 including where. @returns the exit code. */
export function reportFailure(error: unknown): ExitCode {
  const failure = toFailure(error)
  process.stderr.write(`hailport: ${printable(`${failure.what}: ${failure.why}.`)}\n  ${printable(failure.remedy)}\n`)
  if (process.env['HAILPORT_DEBUG']) process.stderr.write(`${inspect(error)}\n`)
  return failure.exit
}
