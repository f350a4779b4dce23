const contract = /^\/+v1(?=[/?]|$)/i

/** Whether an address is one of the Partner Center contract, also when it is written carelessly. */
export const isContractPath = (url: string): boolean => contract.test(url)

/** Number of the path's part that is a batch id when the part before it says so; all other parts count in any case of letters. */
const batchPart = 4

/**
 * The address in the one form that routes are written in. Clients double slashes, end with one, and write names in capitals as they like
 * (rules R3 and R4); ids are GUIDs. Only the name of a batch is kept as it is (R16).
 */
export function canonicalPath(url: string): string {
  const at = url.indexOf('?')
  const path = at === -1 ? url : url.slice(0, at)
  const parts = path.split('/').filter(part => part !== '')
  const canonical = parts.map((part, n) =>
    n === batchPart && parts[n - 1]?.toLowerCase() === 'devicebatches' ? part : part.toLowerCase(),
  )
  return `/${canonical.join('/')}${at === -1 ? '' : url.slice(at)}`
}
