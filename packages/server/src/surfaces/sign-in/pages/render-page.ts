import type { FastifyReply } from 'fastify'
import { Html, html } from './html.ts'
import { type Language, textsOf } from './language.ts'

/** A page, but for what every page has. */
export interface Page {
  /** Heading and window title. */
  readonly title: string
  readonly body: Html
  /** English when absent. */
  readonly language?: Language
  /** Name of the person who is signed in, and the token that its sign-out form needs. */
  readonly signedIn?: { readonly name: string; readonly formToken: string }
  /** Whether the page has the script for passkeys. */
  readonly passkeys?: boolean
  /** More room than a form needs, for lists. */
  readonly wide?: boolean
}

function header({ signedIn, language = 'en' }: Page): Html {
  const texts = textsOf(language)
  return html`<header class="bar"><p class="brand">Hailport</p>${
    signedIn &&
    html`<form method="post" action="/sign-out"><input type="hidden" name="token" value="${signedIn.formToken}">
      <a href="/account">${signedIn.name}</a> <button class="quiet">${texts.signOut}</button></form>`
  }</header>`
}

/** A whole page. It works without a script; only passkeys need one. */
export function renderPage(page: Page): string {
  const { title, body, language = 'en', passkeys, wide } = page
  return html`${new Html('<!doctype html>')}
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · Hailport</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/sign-in/assets/style.css">${
    passkeys && html`<script type="module" src="/sign-in/assets/passkeys.js"></script>`
  }</head>
<body>${header(page)}<main class="${wide ? 'wide' : 'narrow'}"><h1>${title}</h1>
${body}</main></body></html>
`.text
}

/**
 * What the browser lets the page do. Where forms lead is left open: browsers hold a form to it also after redirects, and a sign-in may
 * end at an application's address.
 */
const policy =
  "default-src 'none';style-src 'self';img-src 'self' data:;script-src 'self';connect-src 'self';base-uri 'none';frame-ancestors 'none'"

/** What goes with a page. */
export const pageHeaders = (page: Pick<Page, 'language'>): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'content-language': page.language ?? 'en',
  'cache-control': 'no-store',
  vary: 'accept-language, cookie',
})

/** Sends a page. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): FastifyReply {
  return reply.code(status).headers(pageHeaders(page)).send(renderPage(page))
}
