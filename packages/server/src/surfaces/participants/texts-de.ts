import type { ParticipantTexts } from './texts-en.ts'

/** What the directory of participants says, in German. */
export const german: ParticipantTexts = {
  title: 'Hersteller und Händler, die teilnehmen',
  intro:
    'Sie registrieren Geräte für Kunden dieses Verzeichnisses. Jeder hat sich selbst beschrieben; die Betreiber haben es veröffentlicht.',
  filter: 'Nur einige anzeigen',
  kind: 'Art',
  any: 'Alle',
  kinds: {
    oem: 'Hersteller von Geräten',
    'csp-direct': 'Händler mit unmittelbaren Kunden',
    'csp-indirect-provider': 'Großhändler (indirect provider)',
    'csp-indirect-reseller': 'Händler, der bei Großhändlern kauft (indirect reseller)',
  },
  region: 'Land',
  regionHint: 'Zwei Buchstaben, etwa DE für Deutschland. Leer lassen für alle.',
  regionWrong: 'Das Land muss aus zwei Buchstaben bestehen, etwa DE.',
  deskOnly: 'Nur solche, die Anträge mit Kaufbeleg annehmen',
  apply: 'Anzeigen',
  nobody: 'Niemand passt.',
  services: 'Leistungen',
  serviceNames: {
    'at-purchase': 'registriert Geräte beim Kauf',
    later: 'registriert Geräte, die schon benutzt werden',
    hashes: 'gibt Hardware-Hashes heraus',
    deregister: 'beendet Registrierungen, etwa von gebraucht gekauften Geräten',
  },
  none: 'Nichts angegeben',
  desk: 'Anträge mit Kaufbeleg',
  yes: 'Ja',
  no: 'Nein',
  regions: 'Länder',
  everywhere: 'Überall',
  contact: 'Kontakt',
  website: 'Website',
  consent: name => `Einwilligung für ${name}`,
  id: 'Nummer, für Anträge',
  more: 'Weitere anzeigen',
}
