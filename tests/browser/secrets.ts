import type { Page } from 'playwright-core'

/** What a browser was given to prove who it is, as it went over the wire. */
export interface Wire {
  readonly secrets: Set<string>
}

/** Notes every token that the page is given or sends, and every cookie of its session. */
export function listenForSecrets(page: Page): Wire {
  const secrets = new Set<string>()
  page.on('request', request => {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers()['authorization'] ?? '') ?? []
    if (token) secrets.add(token)
  })
  page.on('response', async response => {
    if (!response.url().endsWith('/token')) return
    const given = (await response.json().catch(() => ({}))) as Record<string, unknown>
    for (const name of ['access_token', 'id_token', 'refresh_token'])
      if (typeof given[name] === 'string') secrets.add(given[name])
  })
  return { secrets }
}

/**
 * Runs in the page: everything that another script there could reach. Values of the window are followed through their properties,
 * hidden ones and symbols included, and so are the elements of the page with what frameworks keep on them.
 */
const reachable = `(async () => {
  const texts = []
  const add = (where, text) => { if (text) texts.push([where, String(text)]) }
  for (const [name, store] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]])
    for (let n = 0; n < store.length; n++) add(name, store.key(n) + ' ' + store.getItem(store.key(n)))
  add('document.cookie', document.cookie)
  add('history.state', JSON.stringify(history.state))
  add('window.name', window.name)
  add('address', location.href)
  add('page', document.documentElement.outerHTML)
  for (const key of await caches.keys()) {
    const cache = await caches.open(key)
    for (const request of await cache.keys()) {
      add('cache', request.url + ' ' + JSON.stringify([...request.headers]))
      add('cache', await (await cache.match(request)).text())
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done, fail) => Object.assign(indexedDB.open(name), { onsuccess: e => done(e.target.result), onerror: fail }))
    for (const store of base.objectStoreNames) {
      const all = await new Promise((done, fail) => Object.assign(base.transaction(store).objectStore(store).getAll(), { onsuccess: e => done(e.target.result), onerror: fail }))
      for (const record of all) add('indexedDB', JSON.stringify(record))
    }
    base.close()
  }
  const seen = new Set()
  const queue = [[window, 'window']]
  for (const element of document.querySelectorAll('*')) queue.push([element, 'element'])
  for (let at = 0; at < queue.length && seen.size < 400000; at++) {
    const [value, where] = queue[at]
    if (typeof value === 'string') { add(where, value); continue }
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    if (value instanceof Map) for (const [key, each] of value) queue.push([key, where + '{}'], [each, where + '{}'])
    if (value instanceof Set) for (const each of value) queue.push([each, where + '{}'])
    for (const key of Reflect.ownKeys(value)) {
      const found = Object.getOwnPropertyDescriptor(value, key)
      if (found && 'value' in found) queue.push([found.value, (where + '.' + String(key)).slice(-200)])
    }
  }
  return { texts, whole: seen.size < 400000 }
})()`

/** Where in the page a script of others could read a secret. @throws when the page holds more than was looked at. */
export async function secretsInReach(page: Page, { secrets }: Wire): Promise<string[]> {
  const { texts, whole } = (await page.evaluate(reachable)) as { texts: [string, string][]; whole: boolean }
  if (!whole) throw new Error('The page holds more than was looked at.')
  const found = texts.filter(([, text]) => [...secrets].some(secret => text.includes(secret)))
  return [...new Set(found.map(([where]) => where))]
}
