import { consentErrors } from './consent-errors.ts'
import { deskErrors } from './desk-errors.ts'
import { lineErrors } from './line-errors.ts'
import { orderErrors } from './order-errors.ts'
import { peopleErrors } from './people-errors.ts'

/**
 * The error catalogue: every error that Hailport reports, with its HTTP status, cause and remedy. Code, docs (`docs/errors.md`) and
 * tests read this one table. `autopilot` gives the name and number that Windows Autopilot uses for the same outcome of one device.
 */
export interface CatalogueEntry {
  /** HTTP status when the whole request fails with this error; device errors carry it for surfaces that need one. */
  readonly status: number
  readonly title: string
  readonly cause: string
  readonly remedy: string
  readonly autopilot?: { readonly name: string; readonly number?: number }
}

const requestErrors = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    cause: 'A field is missing, of the wrong type, too long, or unknown to this operation.',
    remedy: 'Correct the field that the message names and send the request again; nothing was changed.',
  },
  unreadable_body: {
    status: 400,
    title: 'The body could not be read',
    cause: 'The body is not well-formed JSON, NDJSON, CSV or XML, or not in the character set that it declares.',
    remedy: 'Check the content type and the bytes at the place that the message names; nothing was changed.',
  },
  file_unreadable: {
    status: 400,
    title: 'The file could not be read',
    cause: 'The file is empty, damaged, encrypted, cut short, or of a kind that is not understood.',
    remedy: 'Do what the message says, or save it as .xlsx or as CSV and send it again; nothing was changed.',
  },
  file_columns_unknown: {
    status: 422,
    title: 'The columns of the file are not known',
    cause: 'The first row has no known column names, two columns hold the same, or it is not certain what they hold.',
    remedy: 'Name the columns as the message lists, or say by a mapping what each holds; nothing was changed.',
  },
  file_customer_missing: {
    status: 422,
    title: 'The file does not say for whom the devices are',
    cause: 'A partner sent devices without a column of tenant ids or domains, and without a tenant for all of them.',
    remedy: 'Give tenantId with the import, or add a column Tenant ID or Tenant Domain; nothing was changed.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported here',
    cause: 'The operation does not read bodies of this content type.',
    remedy: 'Use one of the content types that the API reference lists for the operation.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    cause: 'The body, one of its rows, or the number of its rows exceeds the limit of this operation.',
    remedy: 'Split the upload, or send it as a streamed batch; the limits are listed at /api/v1/limits.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid credential was presented',
    cause: 'The Authorization header is missing, or its token is unknown, expired or revoked.',
    remedy:
      'Send a personal access token, or an access token obtained from /{organization}/oauth2/v2.0/token, as a Bearer token.',
  },
  forbidden: {
    status: 403,
    title: 'The credential does not allow this',
    cause: 'The person or application lacks the role that this operation needs.',
    remedy: 'Ask an administrator of your own organization for the role that the message names.',
  },
  api_not_allowed: {
    status: 403,
    title: 'Programs of this partner may not register devices',
    cause: 'Indirect resellers register by their people (console, files); their provider registers by API.',
    remedy: 'Sign in as a person, let the provider register, or ask the operator to allow it for this reseller.',
  },
  group_tag_not_yours: {
    status: 403,
    title: 'Your role does not reach this group tag',
    cause: 'Your role is limited to a list of group tags; the device has another one, or would get one (or none).',
    remedy: 'Use a tag of the list, or ask an administrator of the organization to add this one to your role.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here that you may see',
    cause: 'The address names nothing, or something that belongs to another organization.',
    remedy: 'Check the id. If a partner registered the device, check that the consent of the customer is still live.',
  },
  conflict: {
    status: 409,
    title: 'The request contradicts the present state',
    cause: 'The thing exists already, or has moved on to a state in which this operation makes no sense.',
    remedy: 'Read the present state, then decide whether the request is still needed.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The idempotency key was used for another request',
    cause: 'The Idempotency-Key was sent before, with a different body.',
    remedy: 'Use a new key for a new request; repeat a key only with the very same body.',
  },
  confirmation_wrong: {
    status: 422,
    title: 'The confirmation does not fit',
    cause:
      'The token is not the one of this preview, or the number of devices, which is asked for when more than ten are released or deleted, is not typed or not right.',
    remedy:
      'Read the preview again, and confirm with its token and, where it asks for it, the number of devices that are ready.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    cause: 'The caller exceeded the number of requests that are allowed in the time window.',
    remedy: 'Wait as long as the Retry-After header says, then continue.',
  },
  overloaded: {
    status: 503,
    title: 'The service is too busy or is shutting down',
    cause: 'Accepting the request now would slow every other caller down.',
    remedy: 'Try again after the time in the Retry-After header; the request was not started.',
  },
  store_unavailable: {
    status: 503,
    title: 'The database does not answer',
    cause:
      'The database is away or changing places with its replacement, or other writes were in the way for too long.',
    remedy:
      'Try again after the time in the Retry-After header, with the same idempotency key: then it takes effect once, even if this attempt did.',
  },
  timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    cause: 'The body did not arrive within the time limit.',
    remedy: 'Check the connection and send the request again with the same idempotency key.',
  },
  internal: {
    status: 500,
    title: 'The service failed',
    cause: 'An unexpected fault on our side. The request id leads to the log entry.',
    remedy: 'Try again with the same idempotency key; if it persists, report the request id to the operator.',
  },
  stored_value_unreadable: {
    status: 500,
    title: 'A stored value cannot be opened',
    cause: 'It is damaged, or was sealed with another vault key than the one that this server has.',
    remedy:
      'For operators: check the vault key and the disk, and put the value back from a backup; then run the job again.',
  },
  job_failed: {
    status: 500,
    title: 'Work in the background failed',
    cause:
      'Something went wrong that the catalogue does not know. It is being tried again, at most every five minutes.',
    remedy:
      'For operators: look for the id of the job in the log; when the cause is gone, run the job again, or wait until it is tried.',
  },
} as const satisfies Record<string, CatalogueEntry>

const signInErrors = {
  sign_in_failed: {
    status: 401,
    title: 'The sign-in did not succeed',
    cause: 'The e-mail address, the password, the code or the passkey is not right, or the account cannot be used.',
    remedy: 'Try again. Who cannot sign in asks an administrator of the organization for a new link.',
  },
  sign_in_delayed: {
    status: 429,
    title: 'Too many failed attempts',
    cause: 'After several failed attempts for a person, or from a network, the next one has to wait, longer each time.',
    remedy: 'Wait as long as the answer says. An administrator of the organization can unlock a person at once.',
  },
  external_sign_in_needed: {
    status: 403,
    title: 'This organization signs in elsewhere',
    cause:
      'The organization lets people in only through its own identity provider, not with passwords or passkeys of this service.',
    remedy: 'Go back to the sign-in, give your e-mail address, and choose to sign in through your organization.',
  },
  external_sign_in_refused: {
    status: 403,
    title: 'The identity provider is known, but this account cannot be used here',
    cause:
      'The person is disabled, is not known and is not added by itself, or what the provider says of it does not suffice.',
    remedy: 'Do what the message says, or show it to an administrator of the organization.',
  },
  external_sign_in_failed: {
    status: 400,
    title: 'The sign-in at the identity provider did not succeed',
    cause:
      'The provider refused, or its answer does not belong to this sign-in: it may be old, from another browser, or forged.',
    remedy:
      'Begin again. When it fails again, show the message and the request id to an administrator of the organization.',
  },
  identity_provider_unavailable: {
    status: 502,
    title: 'The identity provider does not answer as it should',
    cause:
      'It cannot be reached at its address, answers too late, or answers something that OpenID Connect does not allow.',
    remedy: 'Try again later. Administrators compare the issuer with the address that the provider itself names.',
  },
  sign_in_expired: {
    status: 400,
    title: 'The sign-in took too long, or was begun elsewhere',
    cause: 'The steps of a sign-in must follow each other in one browser, within minutes.',
    remedy: 'Begin again.',
  },
  session_ended: {
    status: 401,
    title: 'Nobody is signed in',
    cause:
      'The browser has no session, or its session has ended, was revoked, or belongs to a person that was disabled.',
    remedy: 'Sign in.',
  },
  recent_sign_in_needed: {
    status: 403,
    title: 'This needs a recent sign-in',
    cause: 'Credentials are changed only shortly after a sign-in, so that an unattended browser is not enough.',
    remedy: 'Sign in again, then repeat the change.',
  },
  second_factor_needed: {
    status: 403,
    title: 'A second factor is required',
    cause: 'The organization requires a second factor of this person, so the last one cannot be removed.',
    remedy: 'Set up another one first, or ask an administrator to change the sign-in policy.',
  },
  form_not_valid: {
    status: 403,
    title: 'The form is not from this session',
    cause: 'The form was sent from another site, is older than the session, or the browser keeps no cookies.',
    remedy: 'Allow cookies for this site, load the page again, and send the form once more.',
  },
  sign_in_link_not_valid: {
    status: 404,
    title: 'The link is not valid',
    cause: 'It was used, revoked or replaced, has expired, or was not copied completely.',
    remedy: 'Ask an administrator of the organization for a new link.',
  },
  password_refused: {
    status: 400,
    title: 'The password is too easy to guess',
    cause: 'It is too short or too long, well known, or holds the name of the person or of the organization.',
    remedy: 'Choose another one, such as several words that have nothing to do with each other.',
  },
} as const satisfies Record<string, CatalogueEntry>

const deviceErrors = {
  invalid_item: {
    status: 400,
    title: 'The row cannot be read as a device',
    cause: 'The row is malformed, has a value that is too long, or belongs to no tenant.',
    remedy: 'Correct the field that the message names and send the row again.',
    autopilot: { name: 'InvalidZtdRequestBody', number: 801 },
  },
  row_malformed: {
    status: 400,
    title: 'The row is not a row of this file',
    cause: 'It has another number of columns than the header, or a quotation mark is open or in the wrong place.',
    remedy:
      'Put values that have the delimiter in them into quotation marks, remove what is too much, and import the row again.',
    autopilot: { name: 'InvalidZtdRequestBody', number: 801 },
  },
  value_damaged: {
    status: 400,
    title: 'A spreadsheet has damaged a value',
    cause: 'A serial number or product key id was turned into a number and lost digits, or a formula failed.',
    remedy: 'Format the column as text, put the value in again from where it came, and import the row again.',
    autopilot: { name: 'InvalidZtdRequestBody', number: 801 },
  },
  customer_unknown: {
    status: 400,
    title: 'The row names no customer that it can be registered for',
    cause:
      'The tenant column is empty, is neither a tenant id nor a domain, or names another organization than your own.',
    remedy: 'Put the tenant id or the domain of the customer into the column, and import the row again.',
  },
  invalid_hardware_hash: {
    status: 400,
    title: 'The hardware hash is not valid',
    cause: 'It is not base64, is cut short or damaged (checksum), or lacks the manufacturer or every usable identity.',
    remedy: 'Capture the hash again on the device; `hailport hash inspect` shows what is wrong with this one.',
    autopilot: { name: 'InvalidZtdHardwareHash', number: 802 },
  },
  missing_identifier: {
    status: 400,
    title: 'Nothing in the row identifies a device',
    cause: 'A row needs a hardware hash, or a product key id, or serial number with manufacturer and model.',
    remedy:
      'Supply one of these; a serial number alone, or manufacturer and model without a serial number, is not enough.',
    autopilot: { name: 'MissingZtdSerialNumberAndProductKey', number: 803 },
  },
  device_already_registered: {
    status: 409,
    title: 'The device is already registered to this tenant',
    cause: 'The same device was registered to the same tenant before.',
    remedy: 'Nothing needs to be done.',
    autopilot: { name: 'ZtdDeviceAlreadyAssigned', number: 806 },
  },
  device_not_registered: {
    status: 404,
    title: 'The device is not registered to this tenant',
    cause: 'The operation needs a device that is registered to this tenant, and that the caller may see.',
    remedy: 'Register the device first, or check its id.',
    autopilot: { name: 'ZtdDeviceIsNotRegistered', number: 807 },
  },
  device_registered_elsewhere: {
    status: 409,
    title: 'The device is registered to another tenant',
    cause: 'Another organization holds the registration of this device. Which one is not disclosed.',
    remedy: 'Ask the seller or previous owner to release the device.',
    autopilot: { name: 'ZtdDeviceAssignedToOtherTenant', number: 808 },
  },
  profile_not_found: {
    status: 404,
    title: 'The profile does not exist in this tenant',
    cause: 'The profile id names no deployment profile of this tenant.',
    remedy: 'Choose one of the profiles of the tenant.',
    autopilot: { name: 'ZtdProfileIsNotRegistered', number: 809 },
  },
  device_registered_by_another: {
    status: 403,
    title: 'Another party registered this device',
    cause: 'Only the customer, the party that registered the device, or its maker with live consent may deregister it.',
    remedy: 'Ask the customer, or the party that registered the device.',
    autopilot: { name: 'ZtdDeviceRegisteredByOtherTenant', number: 811 },
  },
  device_not_found: {
    status: 404,
    title: 'No factory record matches',
    cause:
      'No maker has reported a device with this product key id, or with exactly this manufacturer, model and serial number.',
    remedy:
      'Check spelling and capitals against the label, ask the maker whether the device was reported, or use the hardware hash.',
    autopilot: { name: 'ZtdDeviceNotFound', number: 812 },
  },
  device_not_unique: {
    status: 409,
    title: 'More than one device matches',
    cause: 'The product key id, or manufacturer, model and serial number, fit several reported devices.',
    remedy: 'Use the hardware hash of the device.',
    autopilot: { name: 'ZtdDeviceIsNotUnique', number: 813 },
  },
  no_profile: {
    status: 404,
    title: 'The device has no deployment profile',
    cause: 'No profile is assigned to the device, its groups or all devices, and the tenant has no default profile.',
    remedy: 'Assign a profile, or make one the default of the tenant.',
    autopilot: { name: 'ZtdDeviceHasNoAssignedProfile', number: 815 },
  },
  device_duplicated: {
    status: 409,
    title: 'The device is in the same submission more than once',
    cause: 'An earlier row of the same submission is the same device.',
    remedy: 'Nothing needs to be done; the first row counts.',
    autopilot: { name: 'ZtdDeviceDuplicated' },
  },
  hardware_mismatch: {
    status: 409,
    title: 'The row and the hardware hash disagree',
    cause:
      'The serial number or product key id in the row is not the one inside the hash. Reported as a warning; the hash counts.',
    remedy: 'Check that the row and the hash are of the same device.',
    autopilot: { name: 'SerialNumberMismatch', number: 908 },
  },
  identity_conflict: {
    status: 409,
    title: 'The identity of the device needs a review',
    cause:
      'Some facts say that this is a known device, others that it is not: a board or TPM was replaced, or parts of two devices were joined.',
    remedy:
      'The owner of the known device reviews the conflict; a repaired device is registered again after the old identity is released.',
  },
} as const satisfies Record<string, CatalogueEntry>

const profileErrors = {
  profile_in_use: {
    status: 409,
    title: 'The profile is still assigned',
    cause: 'It is assigned to groups, to all devices or to single devices, or it is the default of the tenant.',
    remedy: 'Take the assignments back that the message names, then delete the profile.',
  },
  profile_not_offline: {
    status: 409,
    title: 'The profile cannot be used without a connection',
    cause: 'Self-deploying profiles (deviceUsageType shared) need a device that proves its TPM to the service.',
    remedy: 'Use a profile with deviceUsageType singleUser for devices that are set up from a file.',
  },
  assignment_not_found: {
    status: 404,
    title: 'The profile has no such assignment',
    cause: 'The id names no assignment of this profile.',
    remedy: 'List the assignments of the profile; their ids are made of profile and group.',
  },
  all_devices_taken: {
    status: 409,
    title: 'Another profile is assigned to all devices',
    cause: 'One profile of a tenant at most can be assigned to all devices.',
    remedy: 'Take the assignment of the other profile back, which the message names, or assign this one to a group.',
  },
  group_not_found: {
    status: 404,
    title: 'The group does not exist in this tenant',
    cause: 'The group id names no group of this tenant.',
    remedy: 'Choose one of the groups of the tenant.',
  },
  group_in_use: {
    status: 409,
    title: 'A profile is assigned to the group',
    cause: 'Deleting the group would change which profile its devices get.',
    remedy: 'Take the assignment back that the message names, then delete the group.',
  },
  group_rule_not_supported: {
    status: 400,
    title: 'The membership rule cannot be used',
    cause:
      'It is not well-formed, or asks for something other than the physical ids of devices ([ZTDID], [OrderID], [PurchaseOrderId]).',
    remedy:
      'Use conditions such as (device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales")) with -eq, -contains or -startsWith, joined by -and, -or and -not.',
  },
} as const satisfies Record<string, CatalogueEntry>

/** Every error by its stable code. */
export const catalogue = {
  ...requestErrors,
  ...signInErrors,
  ...consentErrors,
  ...deviceErrors,
  ...profileErrors,
  ...lineErrors,
  ...orderErrors,
  ...deskErrors,
  ...peopleErrors,
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof catalogue

/** An error of the catalogue. `detail` says what happened this time; `field` names the input at fault when there is one. */
export class RegistryError extends Error {
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    detail?: string,
    options: { field?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail ?? catalogue[code].cause, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'RegistryError'
    this.code = code
    this.field = options.field
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get entry(): CatalogueEntry {
    return catalogue[this.code]
  }
}
