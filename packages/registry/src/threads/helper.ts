import type { MessagePort } from 'node:worker_threads'
import { type CrossedError, errorFrom } from './crossed-error.ts'

/** Somebody who does tasks beside the thread that asks. */
export interface Helper {
  /**
   * Has a task done. Its input and answer are copied, so they should have few objects.
   * @param body bytes that the task reads while they come; it is read no faster than the task takes it.
   */
  run<T>(task: string, input: unknown, body?: AsyncIterable<Uint8Array>): Promise<T>
}

export type Question =
  | { readonly id: number; readonly task: string; readonly input: unknown; readonly hasBody: boolean }
  | { readonly id: number; readonly piece: Uint8Array | undefined; readonly broken?: boolean }

export type Answer =
  | { readonly id: number; readonly taken: number }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: CrossedError }

/** Bytes of a body that may be on their way. */
const window = 1_048_576

class Call {
  readonly answer = Promise.withResolvers<unknown>()
  settled = false
  underway = 0
  room: () => void = () => undefined
  bodyError: unknown

  settle(end: () => void): void {
    this.settled = true
    this.room()
    end()
  }
}

/** Asks a helper in another thread, at the other end of a port. */
export class ThreadHelper implements Helper {
  #port: MessagePort | undefined
  #waiting: Question[] = []
  readonly #calls = new Map<number, Call>()
  #last = 0

  /** Speaks to this port from now on. What was asked of the one before is answered by an error: its thread is gone. */
  attach(port: MessagePort): void {
    for (const call of this.#calls.values()) this.#fail(call, new Error('The helper thread ended.'))
    this.#calls.clear()
    this.#port?.close()
    this.#port = port
    port.on('message', (answer: Answer) => this.#take(answer))
    port.unref()
    for (const question of this.#waiting.splice(0)) this.#post(question)
  }

  async run<T>(task: string, input: unknown, body?: AsyncIterable<Uint8Array>): Promise<T> {
    const id = ++this.#last
    const call = new Call()
    this.#calls.set(id, call)
    this.#post({ id, task, input, hasBody: body !== undefined })
    if (body) void this.#send(id, call, body)
    try {
      return (await call.answer.promise) as T
    } catch (error) {
      throw call.bodyError ?? error
    }
  }

  #post(question: Question): void {
    if (!this.#port) {
      this.#waiting.push(question)
      return
    }
    this.#port.ref()
    const piece = 'piece' in question ? question.piece : undefined
    this.#port.postMessage(question, piece ? [piece.buffer as ArrayBuffer] : [])
  }

  async #send(id: number, call: Call, body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of body) {
        while (call.underway >= window && !call.settled)
          await new Promise<void>(resolve => {
            call.room = resolve
          })
        if (call.settled) return
        call.underway += piece.length
        // A copy: the piece may lie in a buffer that others use.
        this.#post({ id, piece: new Uint8Array(piece) })
      }
      if (!call.settled) this.#post({ id, piece: undefined })
    } catch (error) {
      call.bodyError = error
      if (!call.settled) this.#post({ id, piece: undefined, broken: true })
    }
  }

  #take(answer: Answer): void {
    const call = this.#calls.get(answer.id)
    if (!call) return
    if ('taken' in answer) {
      call.underway -= answer.taken
      call.room()
      return
    }
    this.#calls.delete(answer.id)
    if (this.#calls.size === 0) this.#port?.unref()
    if ('error' in answer) this.#fail(call, errorFrom(answer.error))
    else call.settle(() => call.answer.resolve(answer.value))
  }

  #fail(call: Call, error: unknown): void {
    call.settle(() => call.answer.reject(error))
  }
}
