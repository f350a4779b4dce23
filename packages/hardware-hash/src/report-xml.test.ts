import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { vector, vectors } from '../testing/vectors.ts'
import {
  buildHardwareHash,
  decodeHardwareHash,
  HardwareHashError,
  readReportXml,
  toHardwareReportXml,
} from './index.ts'

const report = (inner: string) => `<?xml version="1.0" encoding="utf-8"?>\r\n<Key>${inner}</Key>\r\n`
const { text } = vector('qemu')

test('one key, with and without the fields of a key check', () => {
  const full = report(
    `<ProductKey/><ProductKeyID>33&#x30;5</ProductKeyID><ProductKeyState>6</ProductKeyState><HardwareHash>${text}</HardwareHash>`,
  )
  assert.deepEqual(readReportXml(full), [
    { ProductKey: '', ProductKeyID: '3305', ProductKeyState: '6', HardwareHash: text },
  ])
  const bare = report(`\n <ProductKeyState>6</ProductKeyState>\n <HardwareHash>\n${text}\n</HardwareHash>\n`)
  assert.deepEqual(readReportXml(bare), [{ ProductKeyState: '6', HardwareHash: text }])
})

test('many keys, comments, CDATA, attributes and unknown elements', () => {
  const key = (
    id: string,
  ) => `<Key a='>' b="/"><!-- <HardwareHash>no</HardwareHash> --><Other><HardwareHash>no</HardwareHash></Other>
    <ProductKeyID><![CDATA[${id}]]></ProductKeyID><HardwareHash >T0<!-- -->H<?x y?>b</HardwareHash ></Key>`
  const keys = readReportXml(`<?xml version="1.0"?><Keys xmlns="urn:x">${key('<&>')}${key('2')}</Keys>`)
  assert.deepEqual(keys, [
    { ProductKeyID: '<&>', HardwareHash: 'T0Hb' },
    { ProductKeyID: '2', HardwareHash: 'T0Hb' },
  ])
})

test('bytes in UTF-8 and UTF-16, with and without a byte-order mark', () => {
  const xml = report('<ProductKeyID>ü1</ProductKeyID>')
  const little = Buffer.from(xml, 'utf16le')
  const big = Buffer.from(little).swap16()
  const marked = Buffer.from(`\uFEFF${xml}`, 'utf16le')
  for (const bytes of [
    Buffer.from(xml),
    Buffer.from(`\uFEFF${xml}`),
    little,
    marked,
    big,
    Buffer.from(marked).swap16(),
    Buffer.from(xml, 'latin1'),
  ]) {
    assert.deepEqual(readReportXml(bytes), [{ ProductKeyID: 'ü1' }])
  }
})

test('what cannot be read as it is meant is refused', () => {
  const value = '<HardwareHash>a</HardwareHash>'
  const hostile = [
    '',
    'T0Hb',
    '<Key>',
    '<Key></Keys>',
    '</Key>',
    '<Other/>',
    '<Key/><Key/>',
    '<Key/>text',
    '<Key><Key/></Key>',
    '<!DOCTYPE Key [<!ENTITY a "b">]><Key/>',
    '<Key/><!-- open',
    '<Key><![CDATA[open</Key>',
    '<Key a=b/>',
    '<Key a="<"/>',
    '<Key a/>',
    '<Key a="/>',
    '<Key/ >',
    '< Key/>',
    '<Key&gt;/>',
    `${'<a>'.repeat(100)}`,
    ...[
      value + value,
      '<HardwareHash>a<b/></HardwareHash>',
      '&bad;',
      '&',
      '&;',
      '&#0;',
      '&#xD800;',
      '&#x110000;',
      '&#1e1;',
      '&constructor;',
    ].map(inner => `<Key><ProductKeyID>x</ProductKeyID>${inner}</Key>`),
  ]
  for (const xml of hostile) assert.throws(() => readReportXml(xml), { name: 'HardwareHashError', code: 'xml' }, xml)
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '<',
          '>',
          '/',
          'Key',
          'HardwareHash',
          '&',
          ';',
          '"',
          '=',
          ' ',
          '<![CDATA[',
          ']]>',
          '<!--',
          '-->',
          'é',
        ),
      ),
      parts => {
        try {
          readReportXml(parts.join(''))
        } catch (error) {
          assert.ok(error instanceof HardwareHashError)
        }
      },
    ),
  )
})

test('hostile size takes linear time', () => {
  const start = performance.now()
  for (const part of [
    '&',
    '<',
    '<!--',
    '<a ',
    '<a b="',
    '&#',
    '<?',
    '<![CDATA[',
    '<a b="c" ',
    '</',
    'x',
    '<a/>',
    ' ',
  ]) {
    for (const before of ['', '<Key><HardwareHash>']) {
      try {
        readReportXml(before + part.repeat(200_000))
      } catch (error) {
        assert.ok(error instanceof HardwareHashError)
      }
    }
  }
  assert.ok(performance.now() - start < 8000)
})

test('the decoded report has the names of the tool in its order, and escapes', () => {
  for (const { text: hash } of vectors) {
    const xml = toHardwareReportXml(decodeHardwareHash(hash))
    assert.match(
      xml,
      /^<\?xml version="1.0"\?><HardwareReport><HardwareInventory><p n="ToolVersion" v="\d" \/><p n="ToolBuild" /,
    )
    assert.match(xml, /<\/HardwareInventory><\/HardwareReport>$/)
  }
  assert.match(
    toHardwareReportXml(decodeHardwareHash(vector('hp-probook').text)),
    /n="OsLocalTime" v="2018-03-24T05:38:45\+30:00"/,
  )
  const odd = {
    SmbiosUuid: '7d5c1f3e-8a41-4c0e-9b1f-00005e005301',
    SmbiosSystemManufacturer: 'M',
    SmbiosSystemProductName: '',
  }
  const xml = toHardwareReportXml(
    decodeHardwareHash(buildHardwareHash({ ...odd, SmbiosSystemSerialNumber: '<&"\n\u0001>' })),
  )
  assert.ok(xml.includes('n="SmbiosSystemSerialNumber" v="&lt;&amp;&quot;&#10;\uFFFD&gt;"'))
})
