import type { MessagePort } from 'node:worker_threads'
import { crossedError } from './crossed-error.ts'
import type { Answer, Question } from './helper.ts'

/** What a helper can do, by name. */
export type Tasks = Readonly<Record<string, (input: never, body: AsyncIterable<Uint8Array>) => Promise<unknown>>>

/** Pieces of a body that have come and are not read yet. */
class Inbox {
  readonly #pieces: (Uint8Array | 'end' | 'broken')[] = []
  #arrived: () => void = () => undefined

  push(piece: Uint8Array | 'end' | 'broken'): void {
    this.#pieces.push(piece)
    this.#arrived()
  }

  async *read(taken: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#pieces.shift()
      if (piece === 'end') return
      if (piece === 'broken') throw new Error('The body broke off.')
      if (piece === undefined)
        await new Promise<void>(resolve => {
          this.#arrived = resolve
        })
      else {
        yield piece
        taken(piece.length)
      }
    }
  }
}

/** Does tasks for the `ThreadHelper` at the other end of the port. Several run side by side where they wait. */
export function serveTasks(port: MessagePort, tasks: Tasks): void {
  const inboxes = new Map<number, Inbox>()
  const answer = (message: Answer) => port.postMessage(message)
  const run = async (id: number, task: string, input: unknown, inbox: Inbox) => {
    try {
      const work = tasks[task]
      if (!work) throw new Error(`There is no task ${task}.`)
      answer({
        id,
        value: await work(
          input as never,
          inbox.read(taken => answer({ id, taken })),
        ),
      })
    } catch (error) {
      answer({ id, error: crossedError(error) })
    } finally {
      inboxes.delete(id)
    }
  }
  port.on('message', (question: Question) => {
    if ('task' in question) {
      const inbox = new Inbox()
      if (question.hasBody) inboxes.set(question.id, inbox)
      void run(question.id, question.task, question.input, inbox)
    } else inboxes.get(question.id)?.push(question.broken ? 'broken' : (question.piece ?? 'end'))
  })
}
