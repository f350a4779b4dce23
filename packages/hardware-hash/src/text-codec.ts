import { misfit, whole } from './fields.ts'
import type { Properties, RecordCodec } from './record-codec.ts'
import { latin1Bytes, readText, utf8Bytes } from './text.ts'

/** 8-bit text that fills its record, without a closing NUL. */
export function plainText(name: string): RecordCodec {
  return {
    read: (bytes, start, end) => textProperties(name, bytes, start, end),
    write: record => textBytes(name, record),
  }
}

/** 8-bit text and one NUL; any other number of closing NULs is kept as `fieldSize`. */
export function closedText(name: string): RecordCodec {
  return {
    read(bytes, start, end) {
      let close = end
      while (close > start && bytes[close - 1] === 0) close--
      const record = textProperties(name, bytes, start, close)
      if (close !== end - 1) record['fieldSize'] = end - start
      return record
    },
    write(record) {
      const text = textBytes(name, record)
      const size = record['fieldSize'] === undefined ? text.length + 1 : whole(record['fieldSize'], 0xffff, 'fieldSize')
      if (text.length > size) throw misfit(name, record[name], `at most ${size} bytes`)
      const bytes = new Uint8Array(size)
      bytes.set(text)
      return bytes
    },
  }
}

function textProperties(name: string, bytes: Uint8Array, start: number, end: number): Properties {
  const { text, encoding } = readText(bytes, start, end)
  return encoding === 'latin1' ? { [name]: text, encoding } : { [name]: text }
}

function textBytes(name: string, record: Properties): Uint8Array {
  const text = record[name]
  if (typeof text !== 'string') throw misfit(name, text, 'text')
  const bytes = record['encoding'] === 'latin1' ? latin1Bytes(text) : utf8Bytes(text)
  if (!bytes) throw misfit(name, text, `text that ${record['encoding'] === 'latin1' ? 'Latin-1' : 'UTF-8'} can say`)
  return bytes
}
