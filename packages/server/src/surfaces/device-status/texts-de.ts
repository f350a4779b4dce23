import type { DeviceStatusTexts } from './texts-en.ts'

/** What the page for those who hold a device says, in German. */
export const german: DeviceStatusTexts = {
  title: 'Ist dieses Gerät vergeben?',
  intro:
    'Bevor Sie Arbeit in ein Gerät stecken oder es kaufen: Hier erfahren Sie, ob eine Organisation es registriert hat. Dazu brauchen Sie seinen Hardware-Hash und damit das Gerät. Sie erfahren nicht, wem es gehört; nichts wird registriert, und niemand erfährt, dass Sie gefragt haben.',
  hash: 'Hardware-Hash',
  hashHint: most =>
    `Fügen Sie den Hash ein oder das, was ein Erfassungsprogramm geschrieben hat, etwa die CSV-Datei von Get-WindowsAutopilotInfo: von bis zu ${most} Geräten.`,
  check: 'Prüfen',
  again: 'Ein anderes prüfen',
  none: 'In diesem Text steht kein Hardware-Hash. Ein Hash hat rund 4.000 Buchstaben, Ziffern und Zeichen und beginnt mit T0.',
  tooMany: most => `Das sind mehr als ${most} Geräte. Prüfen Sie weniger auf einmal, oder verwenden Sie die API.`,
  result: 'Ergebnis',
  at: time => `Stand: ${time}`,
  device: 'Gerät',
  noName: 'Ein Gerät ohne Seriennummer im Hash',
  verdicts: {
    claimed: {
      name: 'Vergeben',
      text: 'Eine Organisation hat es registriert. Bitten Sie den, von dem Sie es haben, es freigeben zu lassen; die Stelle seines Herstellers nimmt Anträge mit Kaufbeleg an.',
    },
    unclear: {
      name: 'Nicht eindeutig',
      text: 'Einige seiner Teile gehören zu einem registrierten Gerät, etwa nach einer Reparatur. Behandeln Sie es als vergeben, bis der Hersteller es geprüft hat.',
    },
    free: { name: 'Frei', text: 'Sein Hersteller hat es gemeldet, und niemand hat es registriert.' },
    unknown: {
      name: 'Hier nicht bekannt',
      text: 'Niemand hat es hier registriert, und kein Hersteller hat es gemeldet. Ein anderes Verzeichnis kennt es vielleicht.',
    },
    unreadable: {
      name: 'Nicht lesbar',
      text: 'Das ist kein vollständiger Hardware-Hash. Erfassen Sie ihn am Gerät noch einmal.',
    },
  },
  desks: 'Hersteller mit einer Stelle für Anträge',
}
