import { createInterface } from 'node:readline/promises'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'

/** Asks whoever sits at the terminal. @throws Failure when there is nobody, or the answer is not yes. */
export async function requireYes(question: string, yes: true | undefined): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY)
    throw new Failure(
      { what: 'Nothing was done', why: 'nobody is there to be asked', remedy: 'Look at the dry run, then give --yes.' },
      exitCodes.usage,
    )
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} Type yes to go on: `)
  terminal.close()
  if (answer.trim().toLowerCase() === 'yes') return
  throw new Failure({ what: 'Nothing was done', why: 'it was not confirmed', remedy: 'Run it again, and type yes.' })
}
