import type { MessagePort } from 'node:worker_threads'

/** Who may write next, among the threads of one process. */
export interface Turns {
  /** Waits for the caller's turn. @returns how to end it. */
  take(): Promise<() => void>
}

interface Claim {
  grant(): void
}

/**
 * Turns in the order in which they were asked for. A file has one write lock, and whoever wants it next to a thread that writes chunk after
 * chunk would hardly ever find it free. Kept by one thread; others ask over a port, and one that dies leaves the line.
 */
export class TurnQueue implements Turns {
  /** The first has the turn. */
  readonly #line: Claim[] = []

  take(): Promise<() => void> {
    return new Promise(resolve => {
      const claim: Claim = { grant: () => resolve(() => this.#leave(claim)) }
      this.#join(claim)
    })
  }

  /** Lets a thread take part, which speaks through `turnsAt` at the other end of the port. */
  serve(port: MessagePort): void {
    let claim: Claim | undefined
    const leave = () => {
      if (claim) this.#leave(claim)
      claim = undefined
    }
    port.on('message', message => {
      if (message === 'done') return leave()
      claim = { grant: () => port.postMessage('yours') }
      this.#join(claim)
    })
    port.on('close', leave)
    port.unref()
  }

  #join(claim: Claim): void {
    this.#line.push(claim)
    if (this.#line.length === 1) claim.grant()
  }

  #leave(claim: Claim): void {
    const at = this.#line.indexOf(claim)
    if (at === -1) return
    this.#line.splice(at, 1)
    if (at === 0) this.#line[0]?.grant()
  }
}

/** The turns that another thread keeps. One claim at a time: a store puts its own writes in a line first. */
export function turnsAt(port: MessagePort): Turns {
  let granted: () => void = () => undefined
  port.on('message', () => granted())
  port.unref()
  return {
    take() {
      port.ref()
      return new Promise(resolve => {
        granted = () =>
          resolve(() => {
            port.postMessage('done')
            port.unref()
          })
        port.postMessage('take')
      })
    },
  }
}
