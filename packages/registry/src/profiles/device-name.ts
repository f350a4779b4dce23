import { deviceNameProblem, deviceNameLength as longest } from '../device-name.ts'
import { RegistryError } from '../errors.ts'
import { requireText } from '../text.ts'

const macros = /%SERIAL%|%RAND:([1-9]|1[0-5])%/g
const field = 'deviceNameTemplate'

const refuse = (detail: string): never => {
  throw new RegistryError('invalid_request', `${field}: ${detail}`, { field })
}

/**
 * A template of computer names: letters, digits, hyphens, %SERIAL% (the serial number, of which Windows uses what fits) and %RAND:x%
 * (x random digits). @throws invalid_request, saying which rule it breaks.
 */
export function checkNameTemplate(input: unknown): string {
  const template = requireText(input, field, 64)
  const fixed = template.replaceAll(macros, '')
  const [macro] = /%[^%]*%?/.exec(fixed) ?? []
  if (macro !== undefined)
    refuse(`${macro} is not understood; there are %SERIAL% and %RAND:1% to %RAND:15%, in capitals.`)
  const [wrong] = /[^A-Za-z0-9-]/u.exec(fixed) ?? []
  if (wrong !== undefined) refuse(`a name has letters A to Z, digits and hyphens, not ${JSON.stringify(wrong)}.`)
  const found = [...template.matchAll(macros)]
  const random = found.reduce((sum, [, digits]) => sum + Number(digits ?? 0), 0)
  const serials = found.filter(([macro]) => macro === '%SERIAL%').length
  const length = fixed.length + random
  if (length + serials > longest)
    refuse(
      serials === 0
        ? `the name would have ${length} characters; it has at most ${longest}.`
        : `${length} characters beside the serial number leave it no room; the name has at most ${longest}.`,
    )
  if (serials === 0 && !/[A-Za-z-]/.test(fixed)) refuse('the name would be digits alone, which Windows does not take.')
  return template
}

/** What the name of a device is made of. */
export interface NamedDevice {
  readonly displayName: string | null
  readonly serialNumber: string | null
}

/**
 * The name that a device is told: the one that its owner gave it, when Windows can take it, else the profile's template. None for hybrid
 * join, where the domain join names the device.
 */
export function nameFor(
  profile: { joinMethod: string; deviceNameTemplate: string | null },
  device: NamedDevice | undefined,
): string | undefined {
  if (profile.joinMethod === 'hybrid') return undefined
  if (device?.displayName != null && deviceNameProblem(device.displayName) === undefined) return device.displayName
  return profile.deviceNameTemplate ?? undefined
}

/** The name that Windows makes of it on the device: with the serial number, cut to fit. %RAND:x% stays: nobody knows it before. */
export function expectedName(name: string, serialNumber: string | null): string {
  const serial = (serialNumber ?? '').replaceAll(/[^A-Za-z0-9-]/g, '')
  if (!name.includes('%SERIAL%')) return name
  const around = name.replaceAll(macros, (macro, digits) => (macro === '%SERIAL%' ? '' : 'x'.repeat(Number(digits))))
  return name.replaceAll('%SERIAL%', serial.slice(0, Math.max(0, longest - around.length)))
}
