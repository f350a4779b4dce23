import type { RegistryError } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toRegistryError } from '../../../http/to-registry-error.ts'
import { html } from '../pages/html.ts'
import { languageOf, textsOf } from '../pages/language.ts'
import { sendPage } from '../pages/render-page.ts'
import { home } from '../routes/options.ts'

/** Whether a script has asked, which reads problem details. */
const fromScript = (request: FastifyRequest) => /\bapplication\/json\b/.test(request.headers.accept ?? '')

/** What went wrong, as a page with code, cause and remedy. Who is not signed in where that is needed goes to the sign-in. */
export function sendErrorPage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toRegistryError(error)
  if (fromScript(request)) throw problem
  if (problem.code === 'session_ended' && request.method === 'GET')
    return reply.redirect(`/sign-in?continue=${encodeURIComponent(request.url)}`, 303)
  if (problem.code === 'recent_sign_in_needed')
    return reply.redirect(`/sign-in?prompt=login&continue=${encodeURIComponent(home)}`, 303)
  if (problem.entry.status === 500) request.log.error({ err: problem.cause ?? problem }, 'request failed')
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  const language = languageOf(request.headers['accept-language'])
  const texts = textsOf(language)
  const { status, title, cause, remedy } = problem.entry
  const body = html`<div lang="en"><p><strong>${title}.</strong> ${problem.message !== cause && problem.code !== 'internal' && problem.message}</p></div>
<dl><dt>${texts.cause}</dt><dd lang="en">${cause}</dd><dt>${texts.remedy}</dt><dd lang="en">${remedy}</dd>
<dt>${texts.errorCode}</dt><dd><code>${problem.code}</code></dd>
<dt>${texts.requestId}</dt><dd><code>${request.id}</code></dd></dl>
<p><a href="/sign-in">${texts.toSignIn}</a></p>`
  return sendPage(reply, { title: texts.error, body, language }, status)
}

/** How long to wait, in words. */
export function waitText(error: RegistryError, language: Parameters<typeof textsOf>[0]): string {
  const texts = textsOf(language)
  const seconds = error.retryAfterSeconds ?? 1
  return seconds < 100 ? texts.seconds(seconds) : texts.minutes(Math.ceil(seconds / 60))
}
