import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'

/** A self-signed certificate with an RSA key, as applications register them. PEM. */
export async function makeApplicationCertificate(): Promise<{
  certificate: string
  privateKey: string
  /** SHA-256, hexadecimal. */
  thumbprint: string
}> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=stock system',
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
  })
  const certificate = `${made.toString('pem')}\n`
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const lines = der.match(/.{1,64}/g) ?? []
  return {
    certificate,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
    thumbprint: new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}
