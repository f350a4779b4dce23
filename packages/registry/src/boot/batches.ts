interface Waiting<Q, A> {
  readonly question: Q
  readonly resolve: (answer: A) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes a function that takes one question out of one that answers many: what is asked within a turn of the event loop is asked together.
 * Done one by one among everything else that a request needs, each would find the caches of the processor full of other things.
 *
 * @param ask an answer that is an Error fails its question alone.
 * @param most questions that are asked together.
 */
export function inBatches<Q, A>(
  ask: (questions: Q[]) => Promise<(A | Error)[]>,
  most: number,
): (question: Q) => Promise<A> {
  const waiting: Waiting<Q, A>[] = []
  const askAll = async () => {
    const taken = waiting.splice(0, most)
    if (waiting.length > 0) setImmediate(askAll)
    try {
      const answers = await ask(taken.map(one => one.question))
      for (const [index, one] of taken.entries()) {
        const answer = answers[index] as A | Error
        if (answer instanceof Error) one.reject(answer)
        else one.resolve(answer)
      }
    } catch (error) {
      for (const one of taken) one.reject(error)
    }
  }
  return question =>
    new Promise<A>((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (waiting.length === 1) setImmediate(askAll)
    })
}
