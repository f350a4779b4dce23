const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes as people read them, such as 8.6 GB. */
export function bytesText(bytes: number, language: string): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const number = bytes / 1000 ** power
  return `${number.toLocaleString(language, { maximumFractionDigits: number < 100 && power > 0 ? 1 : 0 })} ${units[power]}`
}

/** A count that stops somewhere, such as 100,000+. */
export const countText = ({ count, more }: { count: number; more: boolean }, language: string): string =>
  count.toLocaleString(language) + (more ? '+' : '')
