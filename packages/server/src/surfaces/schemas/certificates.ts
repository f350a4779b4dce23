import Type from 'typebox'
import { closed, Id, ref, Time } from './common.ts'

const said = {
  code: Type.String({ description: 'Leads to the certificate; nobody can guess it.' }),
  serialNumber: Type.Optional(Type.String()),
  manufacturer: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  releasedAt: Time,
  issuedAt: Time,
}

export const ReleaseCertificate = Type.Object(
  {
    id: Id,
    deviceId: Id,
    ...said,
    url: Type.String({ description: 'The page to hand over with the device.' }),
  },
  { $id: 'ReleaseCertificate', description: 'A statement that the tenant has released a device.' },
)

export const CertificateQuestion = closed(
  { deviceIds: Type.Array(Id, { minItems: 1, maxItems: 1000, description: 'Released devices.' }) },
  { $id: 'CertificateQuestion' },
)

export const IssuedCertificates = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        deviceId: Id,
        certificate: Type.Optional(ref(ReleaseCertificate)),
        code: Type.Optional(
          Type.Enum(['not_found'], { description: 'Nothing is kept of it: it was not released, or too long ago.' }),
        ),
      }),
    ),
  },
  { $id: 'IssuedCertificates', description: 'Of each device, in the order of the question.' },
)

export const VerifiedCertificate = Type.Object(
  {
    ...said,
    releasedBy: Type.String({ description: 'The organization, as it was named then.' }),
    now: Type.Enum(['free', 'claimed', 'unclear'], {
      description:
        'Whether somebody has registered the device since. unclear: a device with some of the same parts; take it as claimed.',
    }),
    checkedAt: Time,
  },
  { $id: 'VerifiedCertificate', description: 'What a certificate says, and whether it still holds.' },
)

export const certificateSchemas = [ReleaseCertificate, CertificateQuestion, IssuedCertificates, VerifiedCertificate]
