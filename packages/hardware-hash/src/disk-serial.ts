/**
 * The serial number in a disk text of a hash, `serial|product|vendor`: trimmed, since firmware pads it. Empty when the disk has
 * none, as under Hyper-V.
 */
export function diskSerial(text: string): string {
  const bar = text.indexOf('|')
  return (bar < 0 ? text : text.slice(0, bar)).trim()
}
