/** Characters that Windows takes of a computer name: a NetBIOS name has no room for more (autopilot-domain 6.4). */
export const deviceNameLength = 15

/** Why Windows would not take this as the name of a computer. @returns undefined when it would. */
export function deviceNameProblem(name: string): string | undefined {
  if (name.length > deviceNameLength)
    return `A Windows computer name has at most ${deviceNameLength} characters; this has ${name.length}.`
  const [odd] = name.match(/[^A-Za-z0-9-]/u) ?? []
  if (odd !== undefined)
    return `A Windows computer name has letters A to Z, digits and hyphens only, not ${odd === ' ' ? 'spaces' : JSON.stringify(odd)}.`
  if (/^\d+$/.test(name)) return 'A Windows computer name must not be digits only.'
  if (name.startsWith('-') || name.endsWith('-')) return 'A Windows computer name must not begin or end with a hyphen.'
  return undefined
}
