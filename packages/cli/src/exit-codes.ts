/** The exit codes of every command. Fixed: scripts rely on them. */
export const exitCodes = {
  /** Done, and nothing to complain of. */
  ok: 0,
  /** Not done: a file that cannot be read, a port that is taken, a step of the demo that went wrong. */
  failed: 1,
  /** Done, and there is something to look at. */
  findings: 2,
  /** The service does not know the device. */
  notRegistered: 3,
  /** The device fits more than one registration, or only partly, or shares a number with another one: a person has to decide. */
  conflict: 4,
  /** The service could not be reached in time. */
  offline: 5,
  /** The service was reached and gave no answer that can be used. */
  refused: 6,
  /** A unit must not leave the line: a rule refuses it. */
  stop: 7,
  /** The command line, or a setting, makes no sense. */
  usage: 64,
  /** Stopped by a signal before it was done. */
  interrupted: 130,
} as const

export type ExitName = keyof typeof exitCodes
export type ExitCode = (typeof exitCodes)[ExitName]

/** The part of a command's help that lists its exit codes. */
export function exitCodesHelp(meanings: Partial<Record<ExitName, string>>): string {
  const all = { ...meanings, usage: 'the command line makes no sense' }
  const lines = Object.entries(all).map(
    ([name, meaning]) => `  ${String(exitCodes[name as ExitName]).padEnd(5)}${meaning}`,
  )
  return `\nExit codes:\n${lines.join('\n')}\n`
}

/** The part of a command's help that shows how it is used: command lines, each with what it does. */
export function examplesHelp(examples: Readonly<Record<string, string>>): string {
  const lines = Object.entries(examples).map(([command, meaning]) => `  ${command}\n      ${meaning}`)
  return `\nExamples:\n${lines.join('\n')}`
}
