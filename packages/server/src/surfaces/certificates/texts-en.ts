import type { VerifiedCertificate } from '@hailport/registry'

/** What the page of a certificate says, in English. */
export const english = {
  title: 'Certificate of release',
  states: {
    free: { name: 'Released', text: 'Nobody has registered this device since. It can be registered.' },
    claimed: {
      name: 'Registered again',
      text: 'The device was released as stated below, and somebody has registered it since. If that is not you, do not take it as free.',
    },
    unclear: {
      name: 'Not clear',
      text: 'A device with some of the same parts is registered, as after a repair. Take this one as claimed until its maker has looked.',
    },
  } satisfies Record<VerifiedCertificate['now'], { name: string; text: string }>,
  at: (time: string) => `As of ${time}`,
  by: 'Released by',
  released: 'Released on',
  device: 'Device',
  serial: 'Serial number',
  issued: 'Issued on',
  noSerial: 'Not known',
  compare:
    'Compare the serial number with the one on the device. Open this address again to see how things stand then.',
  none: 'There is no such certificate. It may have been taken back; ask whoever gave you the address.',
}

export type CertificateTexts = typeof english
