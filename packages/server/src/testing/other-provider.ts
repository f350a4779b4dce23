import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { ProviderCommand } from './provider.process.ts'

/** A second OpenID provider in a process of its own, and the browser of somebody who signs in there. */
export interface OtherProvider {
  readonly issuer: string
  tell(command: ProviderCommand): Promise<{ token?: string }>
  /** Follows an address there until it leads back. @returns where to. */
  visit(url: string): Promise<string>
  stop(): Promise<void>
}

/** Starts one. */
export async function startOtherProvider(): Promise<OtherProvider> {
  const child: ChildProcess = fork(new URL('provider.process.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ issuer }] = (await once(child, 'message')) as [{ issuer: string }]
  return {
    issuer,
    async tell(command) {
      const answer = once(child, 'message')
      child.send(command)
      const [said] = await answer
      return said
    },
    async visit(url) {
      const cookies = new Map<string, string>()
      let target = url
      for (let n = 0; n < 10 && target.startsWith(issuer); n++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        const answer = await fetch(target, { redirect: 'manual', headers: { cookie } })
        for (const set of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
          cookies.set(name, value)
        }
        const location = answer.headers.get('location')
        if (location === null) throw new Error(`The provider answers ${answer.status}: ${await answer.text()}`)
        target = new URL(location, target).href
      }
      return target
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}
