import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf, rejectsWith } from '../testing/index.ts'
import { openFile } from './read-file.ts'
import type { FileRow } from './row.ts'
import { sourceOf } from './source.ts'
import { memoryKeeper } from './strings.ts'
import { ZipWriter } from './zip-writer.ts'

// Workbooks as programs other than ours write them, part by part.

const limits = { cellChars: 32_767, columns: 100, rowBytes: 65_536, unpackedBytes: 100_000_000 }
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

async function packed(parts: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipWriter()
  const pieces: Uint8Array[] = []
  for (const [name, text] of Object.entries(parts))
    for await (const piece of zip.file(name, bytesOf(Buffer.from(text)))) pieces.push(piece)
  return Buffer.concat([...pieces, zip.finish()])
}

async function read(parts: Readonly<Record<string, string>>, sheet?: string) {
  const file = await openFile(sourceOf(await packed(parts)), true, sheet ? { sheet } : {}, limits, memoryKeeper())
  const rows: FileRow[] = []
  for await (const group of file.rows()) rows.push(...group)
  return { sheet: file.about.sheet, names: file.about.columns.map(column => column.name), rows }
}

type Relation = readonly [id: string, kind: string, target: string]
const relations = (all: readonly Relation[], base = office) =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all
    .map(([id, kind, target]) => `<Relationship Id="${id}" Type="${base}/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`

/** What Excel 365 puts around sheets. */
const excel = (sheets: string, more: Readonly<Record<string, string>>, properties = '<workbookPr/>') => ({
  '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
  '_rels/.rels': relations([
    ['rId3', 'extended-properties', 'docProps/app.xml'],
    ['rId1', 'officeDocument', 'xl/workbook.xml'],
  ]),
  'xl/workbook.xml': `${head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15"><fileVersion appName="xl"/>${properties}<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\a&amp;b\\"/></mc:Choice></mc:AlternateContent><bookViews><workbookView xWindow="0"/></bookViews><sheets>${sheets}</sheets><calcPr calcId="191029"/></workbook>`,
  'xl/_rels/workbook.xml.rels': relations([
    ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
    ['rId2', 'worksheet', 'worksheets/sheet2.xml'],
    ['rId3', 'chartsheet', 'chartsheets/sheet1.xml'],
    ['rId8', 'styles', 'styles.xml'],
    ['rId9', 'sharedStrings', 'sharedStrings.xml'],
  ]),
  ...more,
})

const styles = `${head}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="[$-407]d\\.\\ mmm\\ yyyy;@"/></numFmts><fonts count="1"><font><sz val="11"/></font></fonts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"><alignment horizontal="left"/></xf><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="49"/></cellXfs><dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>`

const strings = `${head}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9" uniqueCount="7"><si><t>Device Serial Number</t></si><si><r><rPr><b/><color theme="1"/></rPr><t>Group </t></r><r><t xml:space="preserve">Tag</t></r></si><si><t>Device model</t><phoneticPr fontId="1"/></si><si><t xml:space="preserve"> F7-0001 </t></si><si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si><si><t>a &amp; b_x000D_
c</t></si><si><t/></si></sst>`

const worksheet = (rows: string) =>
  `${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><sheetPr filterMode="1"/><dimension ref="A1:D9"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="20"/></cols><sheetData>${rows}</sheetData><autoFilter ref="A1:D9"/><pageMargins left="0.7"/></worksheet>`

const header =
  '<row r="1" spans="1:4" x14ac:dyDescent="0.25"><c r="A1" s="4" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>Delivered </t></r><r><t>on</t></r></is></c></row>'

test('Excel: shared, rich and phonetic strings, formats, dates, formulas, empty and merely formatted cells', async () => {
  const rows = [
    header,
    '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" t="s"><v>5</v></c><c r="D2" s="2"><v>47880</v></c></row>',
    // Nothing but looks, then a row that is not there.
    '<row r="3" spans="1:4" s="1" customFormat="1"><c r="A3" s="1"/><c r="B3" s="1"/></row>',
    '<row r="5"><c r="A5" s="1"><v>417</v></c><c r="D5" s="3"><v>47880.75</v></c></row>',
    '<row r="6"><c r="A6" t="str"><f>CONCATENATE("F7-",&quot;0002&quot;)</f><v>F7-0002</v></c><c r="B6" t="s"><v>6</v></c><c r="C6" t="b"><v>1</v></c><c r="D6" t="e"><f>NA()</f><v>#N/A</v></c></row>',
    '<row r="7"><c r="A7"><v>3.305001234567E12</v></c><c r="B7" t="s"/><c r="C7" t="b"/><c r="D7" t="d"><v>2031-02-01</v></c></row>',
  ].join('')
  const found = await read(
    excel('<sheet name="Lieferung &amp; mehr" sheetId="3" r:id="rId1"/>', {
      'xl/worksheets/sheet1.xml': worksheet(rows),
      'xl/styles.xml': styles,
      'xl/sharedStrings.xml': strings,
    }),
  )
  assert.equal(found.sheet, 'Lieferung & mehr')
  assert.deepEqual(found.names, ['Device Serial Number', 'Group Tag', 'Device model', 'Delivered on'])
  assert.deepEqual(
    found.rows.map(row => [row.number, ...row.cells]),
    [
      [2, ' F7-0001 ', '山田', 'a & b\r\nc', '2031-02-01'],
      [5, '0000000417', '', '', '2031-02-01 18:00:00'],
      [6, 'F7-0002', '', 'TRUE', '#N/A'],
      [7, '3305001234567', '', '', '2031-02-01'],
    ],
  )
  const marks = found.rows.map(row => [...(row.marks ?? [])])
  assert.deepEqual(marks, [[], [], [[3, 'error']], [[0, 'number']]])
})

test('several sheets: the first visible one whose columns are known; a chart, a cover and a hidden list do not count', async () => {
  const list = (serial: string) =>
    worksheet(`${header}<row r="2"><c r="A2" t="inlineStr"><is><t>${serial}</t></is></c></row>`)
  const parts = excel(
    '<sheet name="Old" sheetId="1" state="veryHidden" r:id="rId2"/><sheet name="Chart" sheetId="4" r:id="rId3"/><sheet name="Cover" sheetId="5" r:id="rId4"/><sheet name="New" sheetId="2" r:id="rId1"/>',
    {
      'xl/_rels/workbook.xml.rels': relations([
        ['rId1', 'worksheet', '/xl/worksheets/sheet1.xml'],
        ['rId2', 'worksheet', 'worksheets/sheet2.xml'],
        ['rId3', 'chartsheet', 'chartsheets/sheet1.xml'],
        ['rId4', 'worksheet', 'worksheets/cover.xml'],
        ['rId9', 'sharedStrings', 'sharedStrings.xml'],
      ]),
      'xl/worksheets/sheet1.xml': list('NEW'),
      'xl/worksheets/sheet2.xml': list('OLD'),
      'xl/worksheets/cover.xml': worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Delivery 7</t></is></c></row>'),
      'xl/chartsheets/sheet1.xml': `${head}<chartsheet><drawing r:id="rId1"/></chartsheet>`,
      'xl/sharedStrings.xml': strings,
    },
  )
  const first = await read(parts)
  assert.deepEqual([first.sheet, first.rows.map(row => row.cells[0])], ['New', ['NEW']])
  const hidden = await read(parts, 'Old')
  assert.deepEqual([hidden.sheet, hidden.rows.map(row => row.cells[0])], ['Old', ['OLD']])
  await rejectsWith('file_columns_unknown', read(parts, 'Cover'))
})

test('other programs: parts of other names and capitals, prefixes, strict types, no places, days since 1904', async () => {
  const x = 'xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"'
  const found = await read({
    'custom/Book.xml': `\ufeff<?xml version="1.0"?><x:workbook ${x} xmlns:q="${strict}"><x:workbookPr date1904="true"/><x:sheets><x:sheet name='Sheet "1"' sheetId="1" q:id='R1'/></x:sheets></x:workbook>`,
    'custom/_rels/Book.xml.rels': relations(
      [
        ['R1', 'worksheet', '../Data/My%20Sheet.xml'],
        ['R2', 'sharedStrings', 'Texts.XML'],
        ['R3', 'styles', '/custom/looks.xml'],
      ],
      strict,
    ),
    '_rels/.rels': relations([['R0', 'officeDocument', '/custom/book.xml']], strict),
    'data/My Sheet.xml': `<x:worksheet ${x}><!-- made by a program --><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row><x:row><x:c t="s"><x:v>2</x:v></x:c><x:c s="2"><x:v>0</x:v></x:c></x:row><x:row><x:c/><x:c/></x:row><x:row><x:c t="s"><x:v>2</x:v></x:c><x:c s="2"><x:v>46418</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
    'custom/texts.xml': `<x:sst ${x}><x:si><x:t>serial number</x:t></x:si><x:si><x:t>built</x:t></x:si><x:si><x:t><![CDATA[A<1>]]></x:t></x:si></x:sst>`,
    'custom/looks.xml': styles,
  })
  assert.equal(found.sheet, 'Sheet "1"')
  assert.deepEqual(
    found.rows.map(row => [row.number, ...row.cells]),
    [
      [2, 'A<1>', '0'],
      [4, 'A<1>', '2031-02-01'],
    ],
  )
})

test('what is no workbook of this kind says so', async () => {
  await rejectsWith('file_unreadable', read({ 'word/document.xml': '<w/>' }))
  const binary = { ...excel('', {}), '_rels/.rels': relations([['r', 'officeDocument', 'xl/workbook.bin']]) }
  await rejectsWith('file_unreadable', read({ ...binary, 'xl/workbook.bin': 'x' }))
  await rejectsWith('file_unreadable', read(excel('<sheet name="Lost" sheetId="1" r:id="rId7"/>', {})))
})
