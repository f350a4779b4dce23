import { randomUUID } from 'node:crypto'
import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import type { ImportsTable } from '../store/index.ts'
import { requireImport } from './access.ts'
import { findImport, type ImportKey, type ImportKind, keyOf, readLimits } from './import.ts'
import { type FileAbout, type OpenFile, openFile } from './read-file.ts'
import type { FileRow } from './row.ts'
import { chunkFrom, type ImportRow, RowJoiner, requireRows } from './rows.ts'
import { storedFile, storedStrings } from './stored.ts'
import { type AnsweredRow, contentTypes, type RowAnswer, resultFileName, writeFile } from './write-file.ts'

/** A file to be downloaded. */
export interface ResultFile {
  readonly name: string
  readonly contentType: string
  readonly body: AsyncIterable<Uint8Array>
}

export interface ResultQuestion {
  readonly key: ImportKey
  /** Only rows that were rejected. */
  readonly errorsOnly: boolean
}

const words = {
  devices: {
    now: { registered: 'registered', already_registered: 'already registered', held: 'held' },
    would: { registered: 'would be registered', already_registered: 'already registered', held: 'would be held' },
  },
  'build-report': {
    now: { registered: 'recorded', already_registered: 'already recorded', held: 'held' },
    would: { registered: 'would be recorded', already_registered: 'already recorded', held: 'would be held' },
  },
} as const

/** What is said of a row in the file. */
function answerOf(row: ImportRow, kind: ImportKind, preview: boolean): RowAnswer {
  const known = words[kind][preview ? 'would' : 'now']
  const status = row.status === 'pending' || row.status === 'rejected' ? row.status : known[row.status]
  const notes = (row.notes ?? []).map(note => note.message).join('; ')
  const warnings = (row.warnings ?? []).map(warning => warning.message)
  const reasons = [...(row.message === undefined ? [] : [row.message]), ...warnings]
  const note = notes === '' ? [] : [`${notes[0]?.toUpperCase()}${notes.slice(1)}.`]
  return [status, row.code ?? '', [...reasons, ...note].join(' '), row.remedy ?? '']
}

/**
 * The imported file with what became of each row, as it stands now; before the import is carried out, what would. It is a valid import
 * itself.
 */
export async function readImportResult(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  options: { readonly errorsOnly?: boolean | undefined } = {},
): Promise<ResultFile> {
  const row = await requireImport(registry, principal, organizationId, id, 'read')
  requireRows(row)
  const about = JSON.parse(row.about ?? '{}') as FileAbout
  const errorsOnly = options.errorsOnly ?? false
  const question: ResultQuestion = { key: keyOf(row), errorsOnly }
  return {
    name: resultFileName(about, row.file_name, errorsOnly),
    contentType: contentTypes[about.format],
    body: registry.helper ? fromHelper(registry, question) : writeResult(registry, question),
  }
}

/** Reads the file again, beside what is known of its rows. */
async function* writeResult(registry: Registry, question: ResultQuestion): AsyncGenerator<Uint8Array> {
  const row = await findImport(registry.store.db, question.key)
  if (!row || row.about === null) return
  const about = JSON.parse(row.about) as FileAbout
  const source = storedFile(registry, question.key, row)
  // The texts of a workbook are kept since it was read.
  const keeper = { ...storedStrings(registry, question.key, async () => undefined), put: async () => undefined }
  const file = await openFile(source, row.is_utf8 === 1, JSON.parse(row.options), readLimits(registry), keeper)
  yield* writeFile(about, answered(registry, row, file, question.errorsOnly), row.rows_total)
}

async function* answered(
  registry: Registry,
  row: ImportsTable,
  file: OpenFile,
  errorsOnly: boolean,
): AsyncGenerator<AnsweredRow[]> {
  const key = keyOf(row)
  const joiner = await RowJoiner.open(registry, key)
  const preview = row.state === 'checking' || row.state === 'ready'
  let known: ImportRow[] = []
  let first = 0
  let position = 0
  for await (const group of file.rows()) {
    const rows: AnsweredRow[] = []
    for (const each of group) {
      if (position >= first + known.length) {
        const chunk = await chunkFrom(registry, key, position)
        if (!chunk) return
        known = await joiner.join(chunk)
        first = chunk.first_position
      }
      const answer = requireSame(known[position - first], each)
      position += 1
      if (!errorsOnly || answer.status === 'rejected')
        rows.push({ row: each, answer: answerOf(answer, row.kind as ImportKind, preview) })
    }
    if (rows.length > 0) yield rows
  }
}

/** A fault of the program: the same file was read in two ways. */
function requireSame(known: ImportRow | undefined, row: FileRow): ImportRow {
  if (known?.row === row.number) return known
  throw new Error(`Row ${row.number} of the file is not the one that was read before.`)
}

const pieceBytes = 262_144

/** The file piece by piece out of the helper thread, which has time to take it apart. */
async function* fromHelper(registry: Registry, question: ResultQuestion): AsyncGenerator<Uint8Array> {
  const stream = randomUUID()
  try {
    for (;;) {
      const piece = await registry.helper?.run<Uint8Array | undefined>('read-result', { stream, question })
      if (piece === undefined) return
      yield piece
    }
  } finally {
    await registry.helper?.run('close-result', { stream }).catch(() => undefined)
  }
}

/** A reader that has gone without a word leaves its file open for so long, ms. */
const idleMs = 600_000

/** The files that a helper thread has open for readers. */
export class OpenResults {
  readonly #registry: Registry
  readonly #open = new Map<string, { pieces: AsyncGenerator<Uint8Array>; timer: NodeJS.Timeout }>()

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** @returns the next piece, nothing at the end. */
  async read(stream: string, question: ResultQuestion): Promise<Uint8Array | undefined> {
    const open = this.#open.get(stream) ?? this.#begin(stream, question)
    open.timer.refresh()
    const pieces: Uint8Array[] = []
    let size = 0
    while (size < pieceBytes) {
      const next = await open.pieces.next()
      if (next.done) break
      pieces.push(next.value)
      size += next.value.length
    }
    return size === 0 ? undefined : new Uint8Array(Buffer.concat(pieces))
  }

  async close(stream: string): Promise<void> {
    const open = this.#open.get(stream)
    if (!open) return
    this.#open.delete(stream)
    clearTimeout(open.timer)
    await open.pieces.return(undefined)
  }

  #begin(stream: string, question: ResultQuestion) {
    const timer = setTimeout(() => void this.close(stream), idleMs).unref()
    const made = { pieces: writeResult(this.#registry, question), timer }
    this.#open.set(stream, made)
    return made
  }
}
