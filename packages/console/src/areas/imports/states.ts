import type { Import } from '../../api/generated/operations.ts'

/** In the order in which an import goes through them. */
export const importStates = [
  'receiving',
  'reading',
  'checking',
  'ready',
  'writing',
  'held',
  'finished',
  'unreadable',
  'cancelled',
  'expired',
] as const satisfies readonly Import['state'][]

/** Something goes on by itself. */
export const isMoving = ({ state }: Pick<Import, 'state'>): boolean =>
  ['receiving', 'reading', 'checking', 'writing'].includes(state)

/** What became of the rows can be read. */
export const hasRows = ({ state }: Pick<Import, 'state'>): boolean =>
  ['checking', 'ready', 'writing', 'held', 'finished'].includes(state)

/** Nothing has been changed yet: what is told is what would be. */
export const isPreview = ({ state }: Pick<Import, 'state'>): boolean => ['checking', 'ready'].includes(state)

export const stateColors = {
  ready: 'warning',
  unreadable: 'danger',
  finished: 'success',
  held: 'warning',
  writing: 'brand',
  receiving: 'brand',
  reading: 'brand',
  checking: 'brand',
  cancelled: 'subtle',
  expired: 'subtle',
} as const satisfies Record<Import['state'], string>

/** Devices are registered; those of a build report are reported. Texts that differ have the ending `_report`. */
export const wordsOf = ({ kind }: Pick<Import, 'kind'>): { readonly context: string } => ({
  context: kind === 'build-report' ? 'report' : '',
})
