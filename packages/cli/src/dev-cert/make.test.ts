import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { makeDevCertificate } from './make.ts'

test('the certificate is for the hosts, of the authority, for the days, and belongs to the key', async () => {
  const now = Date.UTC(2031, 0, 1)
  const made = await makeDevCertificate(['localhost', '127.0.0.1', 'hailport.test'], 2, now)
  const [certificate, authority] = [new X509Certificate(made.certificate), new X509Certificate(made.authority)]
  assert.ok(certificate.verify(authority.publicKey))
  assert.ok(certificate.checkPrivateKey(createPrivateKey(made.key)))
  assert.ok(authority.ca && !certificate.ca)
  assert.equal(certificate.checkHost('hailport.test'), 'hailport.test')
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1')
  assert.equal(certificate.checkHost('other.test'), undefined)
  assert.equal(Date.parse(certificate.validTo), now + 2 * 86_400_000)
  assert.ok(made.certificate.includes(made.authority.trim()), 'the chain is in the file')
})
