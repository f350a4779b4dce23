import type { HolderAnswer } from '@hailport/registry'

/** What the page for those who hold a device says, in English. */
export const english = {
  title: 'Is this device claimed?',
  intro:
    'Before you spend work on a device, or buy it: find out whether an organization has registered it here. To know, you need its hardware hash, and so the device. You are not told whose it is, nothing is registered, and nobody is told that you asked.',
  hash: 'Hardware hash',
  hashHint: (most: number) =>
    `Paste the hash, or what a capture tool wrote, such as the CSV file of Get-WindowsAutopilotInfo: of up to ${most} devices.`,
  check: 'Check',
  again: 'Check another',
  none: 'There is no hardware hash in this text. A hash has some 4,000 letters, digits and marks, and begins with T0.',
  tooMany: (most: number) => `These are more than ${most} devices. Check fewer at a time, or use the API.`,
  result: 'Result',
  at: (time: string) => `As of ${time}`,
  device: 'Device',
  noName: 'A device without a serial number in its hash',
  verdicts: {
    claimed: {
      name: 'Claimed',
      text: 'An organization has registered it. Ask whoever gave it to you to have it released; its maker’s desk takes requests with proof of purchase.',
    },
    unclear: {
      name: 'Not clear',
      text: 'Some of its parts belong to a registered device, as after a repair. Take it as claimed until its maker has looked.',
    },
    free: { name: 'Free', text: 'Its maker has reported it, and nobody has registered it.' },
    unknown: {
      name: 'Not known here',
      text: 'Nobody has registered it here, and no maker has reported it. Another registry may know it.',
    },
    unreadable: { name: 'Not readable', text: 'This is not a whole hardware hash. Capture it again on the device.' },
  } satisfies Record<HolderAnswer['status'], { name: string; text: string }>,
  desks: 'Makers with a desk',
}

export type DeviceStatusTexts = typeof english
