/** Devices that one request can name; more come as a file, by the API or the command line. */
export const mostDevices = 1000

type Named = Record<string, string>

/**
 * A device as a line tells it: a product key id or a hardware hash, or manufacturer, model and serial number; then perhaps a group tag.
 * A device that is there already may stand with its id. Parts are parted by tabs or semicolons.
 */
function readLine(line: string): Named | undefined {
  const parts = line.split(/[;\t]/).map(part => part.trim())
  const [first = '', second, third, fourth, ...rest] = parts
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(first)) return { deviceId: first }
  if (rest.length > 0) return undefined
  const tag = (groupTag: string | undefined): Named => (groupTag ? { groupTag } : {})
  if (parts.length <= 2 && /^\d{13}$/.test(first)) return { productKeyId: first, ...tag(second) }
  if (parts.length <= 2 && /^[A-Za-z0-9+/=]{200,}$/.test(first)) return { hardwareHash: first, ...tag(second) }
  if (!first || !second || !third) return undefined
  return { manufacturer: first, model: second, serialNumber: third, ...tag(fourth) }
}

/** Devices in a text of lines, and the numbers of lines that are not understood. */
export function readDevices(text: string): { readonly devices: readonly Named[]; readonly wrong: readonly number[] } {
  const lines = text.split(/\r\n|[\n\r]/).map((line, index) => ({ line: line.trim(), number: index + 1 }))
  const read = lines.filter(({ line }) => line !== '').map(({ line, number }) => ({ number, device: readLine(line) }))
  return {
    devices: read.flatMap(({ device }) => (device ? [device] : [])),
    wrong: read.filter(({ device }) => !device).map(({ number }) => number),
  }
}
