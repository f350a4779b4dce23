import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { makePdf, packedObjects, pdfStream } from '../testing/pdf.ts'
import { checkPdf } from './check-pdf.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const text = (pdf: Buffer) => pdf.toString('latin1')

test('plain documents are accepted: of both versions, with pictures, links, packed objects and updates', () => {
  assert.equal(checkPdf(makePdf()), undefined)
  assert.equal(checkPdf(makePdf({ version: '2.0' })), undefined)
  const picture = pdfStream('/Type /XObject /Subtype /Image /Filter /DCTDecode', randomBytes(300_000))
  assert.equal(checkPdf(makePdf({ objects: [picture] })), undefined)
  assert.equal(
    checkPdf(makePdf({ objects: ['<< /S /URI /URI (https://seller.example/invoice?a=\\(1\\)) >>'] })),
    undefined,
  )
  assert.equal(checkPdf(makePdf({ objects: [packedObjects('<< /Title (Invoice 4711) >>')] })), undefined)
  assert.equal(checkPdf(makePdf({ objects: ['(a text that names /JavaScript (and /Launch) only)'] })), undefined)
  const first = makePdf()
  const at = first.length
  const update = `9 0 obj\n<< /Note (paid) >>\nendobj\nxref\n9 1\n${String(at).padStart(10, '0')} 00000 n \n`
  const trailer = `trailer\n<< /Size 10 /Root 1 0 R >>\nstartxref\n${at + update.indexOf('xref')}\n%%EOF`
  assert.equal(checkPdf(bytes(text(first) + update + trailer)), undefined)
})

test('a document whose cross-reference is a stream is accepted', () => {
  const head = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n'
  const table = pdfStream(
    '/Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode',
    deflateSync(Buffer.alloc(12)),
  )
  assert.equal(checkPdf(bytes(`${head}2 0 obj\n${table}\nendobj\nstartxref\n${head.length}\n%%EOF\n`)), undefined)
})

test('what is no PDF is refused, whatever it is called', () => {
  const others = [
    Buffer.alloc(0),
    bytes('invoice'),
    Buffer.concat([Buffer.from([0x89]), bytes('PNG\r\n\x1a\n')]),
    bytes('PK\x03\x04'),
    bytes('<html><body>%PDF-1.7</body></html>'),
    Buffer.concat([bytes('\n'), makePdf()]),
    bytes(text(makePdf()).replace('%PDF-1.7', '%PDF-9.7')),
  ]
  for (const other of others) assert.equal(checkPdf(other), 'It is not a PDF file.')
})

test('damaged ones are refused: cut short, without a trailer, with something behind, with a stream that does not end', () => {
  const whole = makePdf()
  for (const cut of [20, 100, whole.length - 6, whole.length - 20])
    assert.match(checkPdf(whole.subarray(0, cut)) ?? '', /damaged/, String(cut))
  const damaged = [
    text(whole).replace('/Root', '/Boot'),
    text(whole).replace(/startxref\n\d+/, 'startxref\n5'),
    text(whole).replace(/startxref\n\d+/, 'startxref\n99999'),
    `${text(whole)}<script>`,
    text(makePdf({ objects: [pdfStream('', 'x')] })).replace('endstream', 'endstraem'),
    '%PDF-1.7\n%%EOF\n',
  ]
  for (const file of damaged) assert.match(checkPdf(bytes(file)) ?? '', /damaged/, file.slice(-60))
})

test('active content is refused, however it is written', () => {
  const hidden: [string, Buffer][] = [
    ['JavaScript', makePdf({ catalogue: '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> ' })],
    ['JavaScript', makePdf({ catalogue: '/OpenAction << /S /J#61vaScr#69pt >> ' })],
    ['JavaScript', makePdf({ catalogue: '/AA<</O<</JS(x)>>>>' })],
    ['JavaScript', makePdf({ objects: [packedObjects('<< /S /JavaScript >>')] })],
    // Readers that do not ask for the type find the objects all the same.
    ['JavaScript', makePdf({ objects: [packedObjects('<< /S /JavaScript >>', '')] })],
    ['JavaScript', makePdf({ objects: [pdfStream('/Type /ObjStm /N 1 /First 4', '7 0 << /JS (x) >>')] })],
    ['starts a program', makePdf({ objects: ['<< /S /Launch /F (calc.exe) >>'] })],
    ['sends a form', makePdf({ objects: ['<< /S /SubmitForm >>'] })],
    ['opens another file', makePdf({ objects: ['<< /S /GoToR >>'] })],
    ['files inside', makePdf({ catalogue: '/Names << /EmbeddedFiles 4 0 R >> ' })],
    ['rich media', makePdf({ objects: ['<< /Subtype /RichMedia >>'] })],
    ['XFA', makePdf({ catalogue: '/AcroForm << /XFA 4 0 R >> ' })],
  ]
  for (const [what, file] of hidden) assert.ok(checkPdf(file)?.includes(what), `${what}: ${checkPdf(file)}`)
})

test('objects cannot hide from the check in streams, texts and comments', () => {
  const evil = '9 0 obj\n<< /S /JavaScript >>\nendobj'
  const places = [
    pdfStream('', `\n${evil}\n`),
    `(${evil.replaceAll(/[()]/g, '')})`,
    '<< /A 1 >>\n% 9 0 obj << /S /JavaScript >> endobj',
    pdfStream('', '9%x\n0%y\nobj << /S /JavaScript >>'),
  ]
  for (const place of places) assert.match(checkPdf(makePdf({ objects: [place] })) ?? '', /hide/, place)
})

test('what cannot be looked into is refused: protected, packed otherwise, too large when unpacked', () => {
  assert.match(checkPdf(makePdf({ trailer: '/Encrypt 4 0 R ' })) ?? '', /protected/)
  const filters = [
    '/Filter /LZWDecode',
    '/Filter [/FlateDecode /FlateDecode]',
    '/Filter 5 0 R',
    '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>',
  ]
  for (const filter of filters)
    assert.match(
      checkPdf(makePdf({ objects: [pdfStream(`/Type /ObjStm /N 1 /First 4 ${filter}`, 'x')] })) ?? '',
      /packed/,
      filter,
    )
  assert.match(
    checkPdf(makePdf({ objects: [pdfStream('/Type /ObjStm /Filter /FlateDecode', 'no zlib')] })) ?? '',
    /unpacked/,
  )
  const bomb = deflateSync(Buffer.alloc(40_000_000))
  assert.match(
    checkPdf(makePdf({ objects: [pdfStream('/Type /ObjStm /Filter /FlateDecode', bomb)] })) ?? '',
    /unpacked/,
  )
})

test('files that are made to be slow are not: every byte is looked at a few times', () => {
  const size = 2_000_000
  const fill = (piece: string) => piece.repeat(size / piece.length)
  // Quadratic work would take hours here, and the test would run into its time limit.
  for (const piece of ['1%', '1 ', '((', '/A stream endstream ', '1\n', '%1\n', '0 obj', '\\(', '<</']) {
    const problem = checkPdf(bytes(text(makePdf({ objects: [fill(piece)] }))))
    assert.ok(problem === undefined || problem.length > 0, piece)
  }
})
