/** Sizes as people say them. */
export function sizeOf(bytes: number, language: string): string {
  const [unit, size] =
    bytes < 1_000_000
      ? (['kilobyte', 1e3] as const)
      : bytes < 1e9
        ? (['megabyte', 1e6] as const)
        : (['gigabyte', 1e9] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / size)
}
