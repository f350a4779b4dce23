import type { Server } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type Boot, createHolderStatus, type Registry, type WebhookSender } from '@hailport/registry'
import Fastify, { type FastifyBaseLogger, type FastifyHttpOptions, LogController } from 'fastify'
import type { TSchema } from 'typebox'
import { accessTokenVerifier, isOwnToken } from './http/access-token.ts'
import { useAuthentication, useDelegations, useRequiredPrincipal } from './http/authenticate.ts'
import { useBodyDeadline } from './http/body-deadline.ts'
import type { ErrorForm } from './http/error-form.ts'
import { clientErrorHandler, sendProblem, useProblems } from './http/errors.ts'
import { audiencesOf } from './http/issuers.ts'
import { useJsonBodies } from './http/json-body.ts'
import type { GraphRates, HttpLimits, Rates } from './http/limits.ts'
import { useRequestLog } from './http/logger.ts'
import { useOverload } from './http/overload.ts'
import { useRates } from './http/rates.ts'
import { requestId } from './http/request-id.ts'
import { useSecurityHeaders } from './http/security-headers.ts'
import { serializerCompiler } from './http/serialize.ts'
import type { SharedRates } from './http/shared-rates.ts'
import type { TlsMaterial } from './http/tls.ts'
import { validatorCompiler } from './http/validate.ts'
import { externalTokenVerifier } from './identity-providers/external-tokens.ts'
import { ProviderClient } from './identity-providers/provider-client.ts'
import { providerFetch } from './identity-providers/safe-fetch.ts'
import type { KeyRing } from './keys/key-ring.ts'
import type { ProviderAddresses } from './outgoing/addresses.ts'
import { consoleRoutes } from './surfaces/console/routes.ts'
import { resolveRoute } from './surfaces/device/resolve.ts'
import { toServerUrl } from './surfaces/graph/address.ts'
import { graphErrorForm, mountGraph } from './surfaces/graph/mount.ts'
import { sendFault } from './surfaces/partner-center/faults.ts'
import { mountPartnerCenter } from './surfaces/partner-center/mount.ts'
import { canonicalPath, isContractPath } from './surfaces/partner-center/path.ts'
import { verifyCertificateRoute } from './surfaces/public/certificates.ts'
import { deviceStatusRoute } from './surfaces/public/device-status.ts'
import { errorRoutes } from './surfaces/public/errors.ts'
import { healthRoutes } from './surfaces/public/health.ts'
import { limitsRoute } from './surfaces/public/limits.ts'
import { openApiRoutes, useOpenApi } from './surfaces/public/openapi.ts'
import { accessTokenRoutes } from './surfaces/registry-api/access-tokens.ts'
import { applicationCredentialRoutes } from './surfaces/registry-api/application-credentials.ts'
import { applicationRoutes } from './surfaces/registry-api/applications.ts'
import { batchRoutes, batchUpload } from './surfaces/registry-api/batches.ts'
import { bootTraceRoutes } from './surfaces/registry-api/boot-traces.ts'
import { buildReportRoutes, buildReportUpload } from './surfaces/registry-api/build-reports.ts'
import { conflictRoutes } from './surfaces/registry-api/conflicts.ts'
import { consentLinkRoutes } from './surfaces/registry-api/consent-links.ts'
import { consentRoutes } from './surfaces/registry-api/consents.ts'
import { customerRoutes } from './surfaces/registry-api/customers.ts'
import { delegationMemberRoutes } from './surfaces/registry-api/delegation-members.ts'
import { delegationRoutes } from './surfaces/registry-api/delegations.ts'
import { deviceActionRoutes, deviceActionUpload } from './surfaces/registry-api/device-actions.ts'
import { deviceListRoutes } from './surfaces/registry-api/device-lists.ts'
import { deviceRoutes } from './surfaces/registry-api/devices.ts'
import { factoryRecordRoutes } from './surfaces/registry-api/factory-records.ts'
import { groupRoutes } from './surfaces/registry-api/groups.ts'
import { heldBatchRoutes } from './surfaces/registry-api/held-batches.ts'
import { identityProviderRoutes } from './surfaces/registry-api/identity-providers.ts'
import { importRoutes, importUpload } from './surfaces/registry-api/imports.ts'
import { jobRoutes } from './surfaces/registry-api/jobs.ts'
import { journalRoute } from './surfaces/registry-api/journal.ts'
import { lineReportRoutes } from './surfaces/registry-api/line-reports.ts'
import { lineStationRoutes } from './surfaces/registry-api/line-stations.ts'
import { linkRoutes } from './surfaces/registry-api/links.ts'
import { meRoute } from './surfaces/registry-api/me.ts'
import { mountDesk } from './surfaces/registry-api/mount-desk.ts'
import { operationRoutes } from './surfaces/registry-api/operation.ts'
import { orderUpload } from './surfaces/registry-api/order-uploads.ts'
import { orderRoutes } from './surfaces/registry-api/orders.ts'
import { partnerRoutes } from './surfaces/registry-api/partners.ts'
import { peopleRoutes } from './surfaces/registry-api/people.ts'
import { permissionRoutes } from './surfaces/registry-api/permissions.ts'
import { personApplicationRoutes } from './surfaces/registry-api/person-applications.ts'
import { assignmentRoutes } from './surfaces/registry-api/profile-assignments.ts'
import { ownProfileRoutes } from './surfaces/registry-api/profile-of-caller.ts'
import { profileRoutes } from './surfaces/registry-api/profiles.ts'
import { registrationRoute } from './surfaces/registry-api/registrations.ts'
import { certificateRoutes } from './surfaces/registry-api/release-certificates.ts'
import { releasedDeviceRoutes } from './surfaces/registry-api/released-devices.ts'
import { roleRoutes } from './surfaces/registry-api/roles.ts'
import { signInLinkRoutes } from './surfaces/registry-api/sign-in-links.ts'
import { signInStateRoutes } from './surfaces/registry-api/sign-in-state.ts'
import { signingKeyRoutes } from './surfaces/registry-api/signing-keys.ts'
import { statisticsRoutes } from './surfaces/registry-api/statistics.ts'
import { submissionRoutes } from './surfaces/registry-api/submissions.ts'
import { tenantRoutes } from './surfaces/registry-api/tenants.ts'
import { webhookDeliveryRoutes } from './surfaces/registry-api/webhook-deliveries.ts'
import { webhookStandingRoutes } from './surfaces/registry-api/webhook-standings.ts'
import { webhookRoutes } from './surfaces/registry-api/webhooks.ts'
import { namedSchemas } from './surfaces/schemas/index.ts'
import { mountSignIn } from './surfaces/sign-in/mount.ts'
import { mountPages } from './surfaces/sign-in/mount-pages.ts'
import { consoleClientId, wellKnownClients } from './surfaces/sign-in/well-known-clients.ts'
import type { App, SurfaceDeps } from './surfaces/surface.ts'
import type { WebhookAddresses } from './webhooks/addresses.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route as `METHOD /path`, so that tests can walk them all. */
    readonly routeList: string[]
  }
}

/** Everything that the app is built from; `startServer` makes it, tests make their own. */
export interface AppDeps {
  readonly registry: Registry
  readonly boot: Pick<Boot, 'resolve'>
  readonly keyRing: KeyRing
  /** Origin under which callers reach the service. */
  readonly baseUrl: string
  /** Certificate and key, when the service is to speak HTTPS itself. */
  readonly tls?: TlsMaterial | undefined
  readonly logger: FastifyBaseLogger
  readonly httpLimits: HttpLimits
  readonly rates: Rates
  readonly graphRates: GraphRates
  readonly trustProxy: boolean | string
  /** What access tokens may be for, beside this API by its own address. */
  readonly audiences: readonly string[]
  /** Whether people may sign in to the public clients of the original. */
  readonly wellKnownClients: boolean
  /** Where external identity providers may be. */
  readonly providerAddresses: ProviderAddresses
  readonly webhookSender: WebhookSender
  /** Where webhooks may lead. */
  readonly webhookAddresses: WebhookAddresses
  readonly version: string
}

function fastifyOptions(deps: AppDeps, forms: readonly ErrorForm[]): FastifyHttpOptions<Server> {
  const { httpLimits, baseUrl, logger, trustProxy, tls } = deps
  const server = {
    headersTimeout: httpLimits.headersTimeoutMs,
    maxHeaderSize: httpLimits.headerBytes,
    connectionsCheckingInterval: Math.min(5_000, httpLimits.headersTimeoutMs),
  }
  return {
    rewriteUrl: ({ url = '/' }) => (isContractPath(url) ? canonicalPath(url) : toServerUrl(url)),
    loggerInstance: logger,
    // One line a request, written by `useRequestLog`.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    trustProxy,
    bodyLimit: httpLimits.bodyBytes,
    requestTimeout: httpLimits.requestTimeoutMs,
    connectionTimeout: httpLimits.idleTimeoutMs,
    keepAliveTimeout: httpLimits.keepAliveMs,
    // Closing is answered by `useOverload`, in the form of every other error.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: httpLimits.paramLength },
    // The framework's types know either; beyond making the server, nothing here does.
    ...((tls ? { https: { ...server, ...tls } } : { http: server }) as { http: typeof server }),
    clientErrorHandler: clientErrorHandler(baseUrl),
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply as never, baseUrl, forms),
  }
}

/** What happens to every request, in this order. */
async function useHttp(
  app: App,
  deps: AppDeps,
  named: ReadonlyMap<string, TSchema>,
  forms: readonly ErrorForm[],
  providers: ProviderClient,
): Promise<SharedRates> {
  app.server.maxConnections = deps.httpLimits.connections
  app.setValidatorCompiler(validatorCompiler(named))
  app.setSerializerCompiler(serializerCompiler(named))
  for (const schema of named.values()) app.addSchema(schema)
  useProblems(app, deps.baseUrl, forms)
  useRequestLog(app)
  useJsonBodies(app)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  useSecurityHeaders(app, deps.baseUrl)
  await useOverload(app, deps.httpLimits.eventLoopDelayMs)
  const audiences = audiencesOf(deps.baseUrl, deps.audiences)
  const ownToken = accessTokenVerifier(deps.keyRing, deps.baseUrl, audiences, deps.registry.now)
  const externalToken = externalTokenVerifier(deps.registry, providers, deps.baseUrl, app.log)
  const verifyAccessToken = (token: string) =>
    isOwnToken(token, deps.baseUrl) ? ownToken(token) : externalToken(token)
  const isWellKnown = (id: string) => id === consoleClientId || (deps.wellKnownClients && wellKnownClients.has(id))
  useAuthentication(app, deps.registry, verifyAccessToken, isWellKnown)
  const sharedRates = useRates(app, deps.rates, deps.registry)
  useDelegations(app, deps.registry)
  useRequiredPrincipal(app)
  useBodyDeadline(app, deps.httpLimits.bodyTimeoutMs)
  return sharedRates
}

/** Organizations, their people and programs, and how these sign in. */
function mountOrganizations(app: App, surface: SurfaceDeps, providers: ProviderClient): void {
  meRoute(app)
  tenantRoutes(app, surface)
  partnerRoutes(app, surface)
  peopleRoutes(app, surface)
  permissionRoutes(app)
  roleRoutes(app, surface)
  signInLinkRoutes(app, surface)
  signInStateRoutes(app, surface)
  identityProviderRoutes(app, surface, providers)
  ownProfileRoutes(app, surface)
  accessTokenRoutes(app, surface)
  personApplicationRoutes(app, surface)
  applicationRoutes(app, surface)
  applicationCredentialRoutes(app, surface)
}

/** What makers report, and the stations of their lines. */
async function mountFactory(app: App, surface: SurfaceDeps, limits: HttpLimits): Promise<void> {
  await app.register(async scope => buildReportUpload(scope, surface, limits.uploadBytes))
  buildReportRoutes(app, surface)
  factoryRecordRoutes(app, surface)
  lineStationRoutes(app, surface)
  lineReportRoutes(app, surface, limits.registrationBytes)
}

/** What happened, for those who look and for receivers. */
function mountJournal(app: App, surface: SurfaceDeps, sender: WebhookSender): void {
  journalRoute(app, surface)
  webhookRoutes(app, surface, sender)
  webhookDeliveryRoutes(app, surface)
}

/** What operators look after. */
function mountOperation(app: App, surface: SurfaceDeps, deps: AppDeps): void {
  operationRoutes(app, surface, deps)
  jobRoutes(app, surface)
  webhookStandingRoutes(app, surface)
  signingKeyRoutes(app, surface, deps.keyRing)
}

/** The HTTP service, complete but for a port. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { registry, baseUrl } = deps
  const surface = { registry, baseUrl }
  const holderStatus = createHolderStatus(registry)
  const forms = [graphErrorForm(surface), { owns: isContractPath, send: sendFault }]
  const app: App = Fastify(fastifyOptions(deps, forms)).withTypeProvider<TypeBoxTypeProvider>()
  app.decorate('routeList', [])
  app.addHook('onRoute', route => void app.routeList.push(`${route.method} ${route.url}`))
  const { providerAddresses } = deps
  const providers = new ProviderClient(providerFetch(providerAddresses), baseUrl, providerAddresses === 'any')
  const sharedRates = await useHttp(app, deps, namedSchemas(), forms, providers)
  await useOpenApi(app, baseUrl, deps.version)
  const signIn = await mountSignIn(app, { ...deps, audiences: audiencesOf(baseUrl, deps.audiences) })

  const pages = { ...surface, holderStatus }
  await mountPages(app, pages, organizationId => signIn.providerOf(organizationId).provider, providers, deps.keyRing)
  consoleRoutes(app)
  healthRoutes(app, surface)
  errorRoutes(app)
  limitsRoute(app, surface, deps)
  mountOrganizations(app, surface, providers)
  mountOperation(app, surface, deps)
  consentRoutes(app, surface)
  customerRoutes(app, surface)
  consentLinkRoutes(app, surface)
  linkRoutes(app, surface)
  delegationRoutes(app, surface)
  delegationMemberRoutes(app, surface)
  await mountFactory(app, surface, deps.httpLimits)
  registrationRoute(app, surface, deps.httpLimits.registrationBytes)
  await app.register(async scope => batchUpload(scope, surface, deps.httpLimits.uploadBytes))
  batchRoutes(app, surface)
  heldBatchRoutes(app, surface)
  await app.register(async scope => importUpload(scope, surface, deps.httpLimits.uploadBytes))
  importRoutes(app, surface)
  orderRoutes(app, surface, deps.httpLimits.registrationBytes)
  await app.register(async scope => orderUpload(scope, surface, deps.httpLimits.uploadBytes))
  deviceRoutes(app, surface)
  submissionRoutes(app, surface)
  deviceListRoutes(app, surface)
  statisticsRoutes(app, surface)
  releasedDeviceRoutes(app, surface)
  certificateRoutes(app, surface)
  verifyCertificateRoute(app, surface)
  await app.register(async scope => deviceActionUpload(scope, surface, deps.httpLimits.uploadBytes))
  deviceActionRoutes(app, surface)
  await mountDesk(app, surface, deps.httpLimits.registrationBytes)
  deviceStatusRoute(app, surface, holderStatus)
  conflictRoutes(app, surface)
  bootTraceRoutes(app, surface)
  profileRoutes(app, surface)
  assignmentRoutes(app, surface)
  groupRoutes(app, surface)
  mountJournal(app, surface, deps.webhookSender)
  await app.register(async scope => resolveRoute(scope, deps.boot, deps.httpLimits.deviceBytes))
  await mountPartnerCenter(app, surface, deps.httpLimits.registrationBytes)
  await mountGraph(app, { ...surface, httpLimits: deps.httpLimits, graphRates: deps.graphRates, sharedRates })
  await openApiRoutes(app)
  await app.ready()
  return app
}
