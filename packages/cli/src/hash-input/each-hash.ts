import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { reportFailure } from '../failure.ts'
import { type HashInput, readHashes } from './read-hashes.ts'

/** What the FILE argument of the hash commands takes; for their help. */
export const filesHelp =
  'files with hashes; - is standard input. Base64, the raw bytes, an OA3Tool report (XML), CSV or JSON/NDJSON: told apart by content'

/** The worse of two exit codes: unreadable before findings before none. */
function worse(a: ExitCode, b: ExitCode): ExitCode {
  return [exitCodes.failed, exitCodes.findings].find(code => a === code || b === code) ?? exitCodes.ok
}

/**
 * Does something with every hash of every file. What cannot be read is reported, and the rest is done all the same.
 * @param each is told whether its hash is one of several; returns the exit code that this hash calls for.
 * @returns the worst of the exit codes.
 */
export async function eachHash(
  files: readonly string[],
  each: (input: HashInput, several: boolean) => ExitCode | undefined,
): Promise<ExitCode> {
  let exit: ExitCode = exitCodes.ok
  for (const file of files) {
    try {
      const inputs = await readHashes(file)
      const several = files.length > 1 || inputs.length > 1
      for (const input of inputs)
        exit = worse(
          exit,
          attempt(() => each(input, several) ?? exitCodes.ok),
        )
    } catch (error) {
      reportFailure(error)
      exit = exitCodes.failed
    }
  }
  return exit
}

function attempt(act: () => ExitCode): ExitCode {
  try {
    return act()
  } catch (error) {
    reportFailure(error)
    return exitCodes.failed
  }
}
