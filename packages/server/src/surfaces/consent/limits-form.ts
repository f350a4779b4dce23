import type { ConsentLimits } from '@hailport/registry'
import { fieldOf } from '../sign-in/browser/forms.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import type { ConsentTexts } from './texts-en.ts'

const dayMs = 86_400_000

/** Limits as the fields of the form hold them. */
export interface LimitFields {
  /** Last day in UTC, as YYYY-MM-DD. */
  readonly lastDay: string
  readonly devices: string
  /** One tag on each line. */
  readonly tags: string
  readonly mayGiveProfiles: boolean
  readonly whenAbsent: string
  readonly eachBatch: string
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Fields that show these limits. */
export function fieldsOf({
  expiresAt,
  deviceLimit,
  groupTags,
  mayGiveProfiles,
  whenAbsent,
  eachBatch,
}: ConsentLimits): LimitFields {
  return {
    lastDay: expiresAt == null ? '' : dayOf(expiresAt - 1),
    devices: deviceLimit == null ? '' : String(deviceLimit),
    tags: (groupTags ?? []).join('\n'),
    mayGiveProfiles: mayGiveProfiles ?? false,
    whenAbsent: whenAbsent ?? 'hold',
    eachBatch: eachBatch ?? 'accept',
  }
}

/** The fields of a form that was sent. */
export function sentFields(body: unknown): LimitFields {
  return {
    lastDay: fieldOf(body, 'lastDay').trim(),
    devices: fieldOf(body, 'devices').trim(),
    tags: fieldOf(body, 'tags'),
    mayGiveProfiles: fieldOf(body, 'mayGiveProfiles') === 'yes',
    whenAbsent: fieldOf(body, 'whenAbsent'),
    eachBatch: fieldOf(body, 'eachBatch'),
  }
}

/** The moment at which the day ends; NaN, which the registry refuses, for what is no day. */
function endOf(day: string): number {
  const start = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(start) || dayOf(start) !== day ? Number.NaN : start + dayMs
}

/**
 * Limits as the registry takes them, which checks them. An end within a day, which the form cannot show, stays as it is in `before`
 * while the day is not changed.
 */
export function limitsOfFields(fields: LimitFields, before: ConsentLimits = {}): ConsentLimits {
  const tags = fields.tags.split(/\r?\n/).filter(line => line.trim() !== '')
  const sameDay = fields.lastDay !== '' && fields.lastDay === fieldsOf(before).lastDay
  return {
    ...(!sameDay && { expiresAt: fields.lastDay === '' ? null : endOf(fields.lastDay) }),
    deviceLimit: fields.devices === '' ? null : Number(fields.devices),
    groupTags: tags.length === 0 ? null : tags,
    mayGiveProfiles: fields.mayGiveProfiles,
    whenAbsent: fields.whenAbsent as 'hold' | 'refuse',
    // A page from before this choice does not send it.
    ...(fields.eachBatch !== '' && { eachBatch: fields.eachBatch as 'accept' | 'hold' }),
  }
}

/** The fields for limits; `fault` names the member that was refused. */
export function limitsPart(texts: ConsentTexts, fields: LimitFields, fault?: string): Html {
  const wrong = (member: string) => fault === `limits.${member}` && html` aria-invalid="true"`
  const choice = (name: 'whenAbsent' | 'eachBatch', value: string, text: string) =>
    html`<label class="option"><input type="radio" name="${name}" value="${value}"${
      fields[name] === value && html` checked`
    }> ${text}</label>`
  return html`<p class="hint">${texts.optional}</p>
<div class="field"><label for="lastDay">${texts.lastDay}</label><p class="hint" id="lastDay-hint">${texts.lastDayHint}</p>
<input id="lastDay" name="lastDay" type="date" aria-describedby="lastDay-hint" value="${fields.lastDay}"${wrong('expiresAt')}></div>
<div class="field"><label for="devices">${texts.devices}</label><p class="hint" id="devices-hint">${texts.devicesHint}</p>
<input id="devices" name="devices" type="number" min="1" step="1" inputmode="numeric" autocomplete="off" aria-describedby="devices-hint" value="${fields.devices}"${wrong('deviceLimit')}></div>
<div class="field"><label for="tags">${texts.tags}</label><p class="hint" id="tags-hint">${texts.tagsHint}</p>
<textarea id="tags" name="tags" rows="3" autocomplete="off" aria-describedby="tags-hint"${wrong('groupTags')}>
${fields.tags}</textarea></div>
<fieldset><legend>${texts.eachBatch}</legend>${choice('eachBatch', 'accept', texts.batches.accept)}${choice('eachBatch', 'hold', texts.batches.hold)}</fieldset>
<fieldset><legend>${texts.whenAbsent}</legend>${choice('whenAbsent', 'hold', texts.hold)}${choice('whenAbsent', 'refuse', texts.refuse)}</fieldset>
<label class="option"><input type="checkbox" name="mayGiveProfiles" value="yes"${
    fields.mayGiveProfiles && html` checked`
  }> ${texts.mayGiveProfiles}</label>`
}
