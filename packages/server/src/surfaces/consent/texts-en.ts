import type { Consent, PartnerKind } from '@hailport/registry'

/** What the consent page says, in English. */
export const english = {
  title: (partner: string) => `Consent for ${partner}`,
  asks: (partner: string, organization: string) => `${partner} wants to register devices for ${organization}.`,
  who: 'Who asks',
  name: 'Name',
  kind: 'Kind',
  kinds: {
    oem: 'Maker of devices',
    'csp-direct': 'Reseller that deals with its customers directly',
    'csp-indirect-provider': 'Distributor (indirect provider)',
    'csp-indirect-reseller': 'Reseller that buys from distributors (indirect reseller)',
  } satisfies Record<PartnerKind, string>,
  manufacturers: 'Makes devices of',
  checked: 'The operators of this registry have entered these facts.',
  message: 'Message of the partner',
  asked: 'Asked',
  may: 'What it may do with your consent',
  mayRegister: (organization: string) =>
    `Register devices for ${organization}, within the limits that your approvers set.`,
  maySee: 'See, change the order data of, and deregister the devices that it has registered itself.',
  mayMaker:
    'As their maker: find by exact serial number, and deregister, devices of its own make that others registered.',
  mayProviders:
    'Distributors that work with this reseller may register under the same consent, with the same limits and count.',
  mayNot: 'What it may not do',
  mayNotAdmin:
    'No delegated administration is granted. Consent gives no right inside your organization, whatever a form or e-mail of the partner says.',
  mayNotSee: 'It sees no people, groups, settings or other devices of yours, and changes none.',
  mayNotLearn: 'It does not learn who of you has decided.',
  limits: 'Limits',
  optional: 'Leave empty what you do not want to limit. You can change limits later.',
  lastDay: 'Last day of the consent',
  lastDayHint: 'It ends at the end of this day, UTC.',
  devices: 'Number of devices',
  devicesHint: 'How many may be registered in all. Devices that are released later do not give their places back.',
  tags: 'Group tags',
  tagsHint: 'One on each line. With a list, the partner can register only devices that have one of these tags.',
  mayGiveProfiles: 'The partner may give the devices that it registers deployment profiles of its own',
  whenAbsent: 'Devices that it sends when the consent has ended or is used up',
  hold: 'may wait for your decision',
  refuse: 'are refused',
  grant: 'Grant consent',
  decline: 'Decline',
  declineTitle: 'Decline instead',
  declineText: (partner: string) =>
    `${partner} is told that your organization has declined, and the reason; its devices are refused. You can still grant consent later.`,
  reason: 'Reason (optional; the partner reads it)',
  change: 'Change limits',
  changeTitle: 'Change the limits',
  revoke: 'Revoke consent',
  revokeTitle: 'Revoke',
  revokeText: (partner: string) =>
    `From then on ${partner} registers nothing more, and what waits is refused. Devices that are registered stay yours; the partner no longer sees them.`,
  agreed: 'What is agreed',
  wasDecided: 'What was decided',
  state: 'State',
  states: {
    requested: 'waits for an answer',
    granted: 'granted',
    declined: 'declined',
    revoked: 'revoked',
    expired: 'has expired',
    exhausted: 'number of devices is used up',
  } satisfies Record<Consent['state'], string>,
  decided: 'Decided',
  by: 'by',
  revokedAt: 'Revoked',
  used: 'Devices registered',
  none: 'no limit',
  yes: 'yes',
  no: 'no',
  profiles: 'Profiles of the partner',
  ended: 'When it has ended',
  number: 'Number of the consent',
  keep: 'This page is your receipt. Keep its address: your approvers see the consent here, change its limits and revoke it.',
  done: {
    granted: 'Consent is granted, effective at once.',
    declined: 'You have declined. The partner is told.',
    changed: 'The limits are changed, effective at once.',
    revoked: 'Consent is revoked, effective at once.',
  },
  again: 'Grant anew',
  faults: {
    'limits.expiresAt': 'The last day must be a day that is not over yet.',
    'limits.deviceLimit': 'The number of devices must be a whole number from 1.',
    'limits.groupTags': 'Group tags: at most 1,000, each of at most 512 characters.',
    reason: 'The reason has at most 1,000 characters.',
  } as Readonly<Record<string, string>>,
  notYou: (organization: string) => `You may not decide about consent for ${organization}.`,
  ask: 'These people may. Ask one of them to open this address:',
  nobody:
    'Nobody in your organization may yet. An administrator of it can give somebody the right to decide about consent.',
  ownLink:
    'This is the standing consent link of your own organization. Send it to customers: their approvers answer here.',
  partnersNot: 'Only customers answer consent links. You are signed in for a partner.',
  operatorsNot:
    'Only customers answer consent links. Operators do not decide for them, and do not see what they decided.',
  otherSignIn: 'Sign in for another organization',
}

export type ConsentTexts = typeof english
