import { deflateSync } from 'node:zlib'

/** Parts of a PDF document for tests: objects by number, as they stand between `obj` and `endobj`. */
export interface PdfOptions {
  /** Further entries of the catalogue, such as an action. */
  readonly catalogue?: string
  /** Further objects, from number 4 on. */
  readonly objects?: readonly string[]
  /** Further entries of the trailer. */
  readonly trailer?: string
  readonly version?: string
}

const offset = (at: number) => at.toString().padStart(10, '0')

/** A document of one empty page with a sound cross-reference table. */
export function makePdf({ catalogue = '', objects = [], trailer = '', version = '1.7' }: PdfOptions = {}): Buffer {
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue}>>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    ...objects,
  ]
  let file = `%PDF-${version}\n%\u00e2\u00e3\u00cf\u00d3\n`
  const places = all.map((body, index) => {
    const at = file.length
    file += `${index + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const table = places.map(at => `${offset(at)} 00000 n \n`).join('')
  const start = file.length
  file += `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${table}`
  file += `trailer\n<< /Size ${all.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

/** An object that is a stream. */
export function pdfStream(entries: string, body: string | Buffer): string {
  const text = typeof body === 'string' ? body : body.toString('latin1')
  return `<< ${entries} /Length ${text.length} >>\nstream\n${text}\nendstream`
}

/** A stream of packed objects. */
export const packedObjects = (body: string, type = '/Type /ObjStm'): string =>
  pdfStream(`${type} /N 1 /First 4 /Filter /FlateDecode`, deflateSync(Buffer.from(`7 0 ${body}`)))
