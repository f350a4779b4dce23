import { ZipWriter } from './zip-writer.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const fixedParts = (sheetName: string): [string, string][] => [
  [
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escapeXml(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  ],
]

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML; what XML cannot hold stands as Excel writes it, and so does text that looks like that. */
function escapeXml(text: string): string {
  return (
    text
      .replace(/_x[0-9A-Fa-f]{4}_/g, found => `_x005F${found}`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it escapes
      .replace(/[\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]/g, character => {
        return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
      })
      .replace(/[&<>"]/g, character => entities[character] as string)
      .toWellFormed()
  )
}

const row = (cells: readonly string[]): string =>
  `<row>${cells.map(cell => (cell === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`)).join('')}</row>`

async function* sheet(rows: AsyncIterable<readonly (readonly string[])[]>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${declaration}<worksheet xmlns="${main}"><sheetData>`)
  for await (const group of rows) yield Buffer.from(group.map(row).join(''))
  yield Buffer.from('</sheetData></worksheet>')
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/**
 * A workbook of one sheet, every cell as text: serial numbers keep their zeroes and nothing is run as a formula.
 * @param large whether the sheet may have 4 GB or more.
 */
export async function* writeWorkbook(
  sheetName: string,
  rows: AsyncIterable<readonly (readonly string[])[]>,
  large: boolean,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter()
  for (const [name, text] of fixedParts(sheetName)) yield* zip.file(name, once(declaration + text))
  yield* zip.file('xl/worksheets/sheet1.xml', sheet(rows), large)
  yield zip.finish()
}
