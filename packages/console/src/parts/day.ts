/** The end of a day as the clock here has it, for fields of type date. */
export const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

/** The day so many days from now, YYYY-MM-DD. */
export function dayFromNow(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('-')
}
