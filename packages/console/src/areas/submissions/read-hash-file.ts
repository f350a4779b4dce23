/** What a file with one device says of it. */
export interface HashFile {
  readonly hardwareHash: string
  readonly serialNumber?: string
}

/** Larger files hold more than one device. */
const most = 100_000

/** Text of a file as Windows tools write it: UTF-16 with a byte order mark, or UTF-8. */
async function textOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes)
}

const cellsOf = (line: string): string[] => line.split(/[,;\t]/).map(cell => cell.trim().replace(/^"(.*)"$/, '$1'))

const isHash = (text: string): boolean => /^[A-Za-z0-9+/=\s]{100,}$/.test(text)

/**
 * Reads the file that capturing a device leaves: a CSV with one row, or the hash alone.
 * @returns undefined when it is neither; the number of rows when there are several devices.
 */
export async function readHashFile(file: File): Promise<HashFile | number | undefined> {
  if (file.size > most) return undefined
  const text = (await textOf(file)).trim()
  if (isHash(text)) return { hardwareHash: text.replaceAll(/\s/g, '') }
  const [head = '', ...lines] = text.split(/\r?\n/).filter(line => line.trim() !== '')
  const names = cellsOf(head).map(name => name.toLowerCase())
  const at = names.indexOf('hardware hash')
  if (at < 0 || lines.length === 0) return undefined
  if (lines.length > 1) return lines.length
  const cells = cellsOf(lines[0] as string)
  const hardwareHash = cells[at] ?? ''
  const serialNumber = cells[names.indexOf('device serial number')]
  return hardwareHash === '' ? undefined : { hardwareHash, ...(serialNumber && { serialNumber }) }
}
