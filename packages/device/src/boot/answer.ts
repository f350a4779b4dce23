/** What a registration service says to a device at first boot. */
export interface BootAnswer {
  /** `conflict`: the device fits more than one registration; a person has to decide. */
  readonly status: 'registered' | 'not_registered' | 'conflict'
  /** Names this exchange in the service's journal. */
  readonly correlationId: string
  readonly tenantId?: string
  readonly tenantDomain?: string
  /** Null or absent when no profile is assigned. */
  readonly profile?: BootProfile | null
}

/**
 * The deployment profile, in the words of `AutopilotConfigurationFile.json` (Microsoft Learn, "Windows Autopilot for
 * existing devices").
 */
export interface BootProfile {
  /** Number of the format; 2049 in Microsoft's samples. */
  readonly Version: number
  /** GUID without braces. */
  readonly CloudAssignedTenantId: string
  readonly CloudAssignedTenantDomain: string
  /** Sum of 1 skip Cortana, 2 user is no administrator, 4 skip express settings, 8 skip OEM registration, 16 skip EULA. */
  readonly CloudAssignedOobeConfig: number
  /** 0 Entra join, 1 hybrid join. */
  readonly CloudAssignedDomainJoinMethod: number
  /** 1: the device must enrol in MDM. */
  readonly CloudAssignedForcedEnrollment: number
  /** GUID without braces. */
  readonly ZtdCorrelationId: string
  /** JSON text inside the JSON. */
  readonly CloudAssignedAadServerData: string
  /** A name, or a template such as `LAB-%SERIAL%`. */
  readonly CloudAssignedDeviceName?: string
  /** Free comment. */
  readonly Comment_File?: string
}

const STATUSES: readonly unknown[] = ['registered', 'not_registered', 'conflict']

/**
 * Checks that a parsed JSON value is an answer. The profile's own fields are left to whoever uses them, so that a
 * service may add some.
 *
 * @returns the answer, or what is wrong with the value
 */
export function readAnswer(value: unknown): BootAnswer | string {
  if (!isObject(value)) return 'it is not a JSON object'
  if (!STATUSES.includes(value['status'])) return `its status is ${JSON.stringify(value['status'])}`
  if (typeof value['correlationId'] !== 'string') return 'it has no correlationId'
  for (const name of ['tenantId', 'tenantDomain'] as const) {
    if (value[name] !== undefined && typeof value[name] !== 'string') return `its ${name} is not text`
  }
  const profile = value['profile']
  if (profile !== undefined && profile !== null && !isObject(profile)) return 'its profile is not an object'
  return value as unknown as BootAnswer
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
