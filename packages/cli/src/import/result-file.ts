import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, fileFailure, withoutDot } from '../failure.ts'

/** Writes an answer to a file, which is there whole or not at all. @throws Failure */
export async function saveAnswer(answer: Response, file: string): Promise<void> {
  const part = `${file}.part`
  try {
    await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(part))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    if ((error as NodeJS.ErrnoException).path !== undefined) throw fileFailure(`${file} cannot be written`, error)
    throw new Failure({
      what: 'The result file did not arrive',
      why: withoutDot((error as Error).message),
      remedy: 'Fetch it again with --resume.',
    })
  }
}
