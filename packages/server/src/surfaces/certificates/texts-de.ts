import type { CertificateTexts } from './texts-en.ts'

/** What the page of a certificate says, in German. */
export const german: CertificateTexts = {
  title: 'Bescheinigung einer Freigabe',
  states: {
    free: { name: 'Freigegeben', text: 'Niemand hat dieses Gerät seitdem registriert. Es kann registriert werden.' },
    claimed: {
      name: 'Wieder registriert',
      text: 'Das Gerät wurde wie unten angegeben freigegeben, und seitdem hat es jemand registriert. Wenn das nicht Sie sind, betrachten Sie es nicht als frei.',
    },
    unclear: {
      name: 'Nicht eindeutig',
      text: 'Ein Gerät mit einigen gleichen Teilen ist registriert, etwa nach einer Reparatur. Behandeln Sie dieses als vergeben, bis der Hersteller es geprüft hat.',
    },
  },
  at: time => `Stand: ${time}`,
  by: 'Freigegeben von',
  released: 'Freigegeben am',
  device: 'Gerät',
  serial: 'Seriennummer',
  issued: 'Ausgestellt am',
  noSerial: 'Nicht bekannt',
  compare:
    'Vergleichen Sie die Seriennummer mit der am Gerät. Öffnen Sie diese Adresse wieder, um zu sehen, wie es dann steht.',
  none: 'Es gibt keine solche Bescheinigung. Vielleicht wurde sie zurückgenommen; fragen Sie den, von dem Sie die Adresse haben.',
}
