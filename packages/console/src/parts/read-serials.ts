/** Serial numbers that one search can ask for. */
export const mostSerials = 1000

/** The serial numbers in a text that was pasted: a line each, or parted by commas, semicolons or tabs. */
export function readSerials(text: string): string[] {
  return [...new Set(text.split(/[\n\r,;\t]+/).map(part => part.trim()))].filter(part => part !== '')
}
