// The library's container of parts cannot do without it.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

const serialNumber = () => `01${randomBytes(15).toString('hex')}`

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** PEM texts. */
export interface DevCertificate {
  readonly authority: string
  /** With the authority behind it. */
  readonly certificate: string
  readonly key: string
}

/**
 * Makes an authority, and a certificate of it for the hosts. The authority's key is forgotten.
 * @param now milliseconds since 1970.
 */
export async function makeDevCertificate(hosts: readonly string[], days: number, now: number): Promise<DevCertificate> {
  const { subtle } = webcrypto
  const [authorityKeys, keys] = await Promise.all(
    [0, 1].map(() => subtle.generateKey(algorithm, true, ['sign', 'verify'])),
  )
  if (!authorityKeys || !keys) throw new Error('No keys were made.')
  // Clocks differ; an hour ago it was good already.
  const times = { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + days * 86_400_000) }
  const name = 'CN=Hailport throw-away authority - for trying only'
  const authority = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    ...times,
    signingAlgorithm: algorithm,
    keys: authorityKeys as webcrypto.CryptoKeyPair,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${hosts[0]}`,
    issuer: name,
    ...times,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey as webcrypto.CryptoKey,
    signingKey: authorityKeys.privateKey as webcrypto.CryptoKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map(value => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
    ],
  })
  return {
    authority: `${authority.toString('pem')}\n`,
    certificate: `${certificate.toString('pem')}\n${authority.toString('pem')}\n`,
    key: pem('PRIVATE KEY', await subtle.exportKey('pkcs8', keys.privateKey)),
  }
}
