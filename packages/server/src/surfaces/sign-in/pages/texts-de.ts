import type { Texts } from './texts-en.ts'

/** What the pages say, in German. */
export const german: Texts = {
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  signedOut: 'Abgemeldet',
  signedOutText: 'Sie sind in diesem Browser von diesem Dienst abgemeldet.',
  signInAgain: 'Wieder anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  repeatPassword: 'Neues Passwort, noch einmal',
  passwordHint: min =>
    `Mindestens ${min} Zeichen. Mehrere Wörter, die nichts miteinander zu tun haben, sind leicht zu merken und schwer zu erraten. Ziffern und Sonderzeichen sind nicht nötig.`,
  passwordsDiffer: 'Die beiden Passwörter sind nicht gleich.',
  passwordFault: {
    short: 'Das Passwort ist zu kurz.',
    long: 'Das Passwort ist zu lang.',
    uniform: 'Das Passwort hat zu wenige verschiedene Zeichen.',
    common: 'Dieses Passwort gehört zu denen, die zuerst probiert werden. Wählen Sie ein anderes.',
    name: 'Das Passwort darf weder Ihre E-Mail-Adresse noch den Namen Ihrer Organisation enthalten.',
  },
  forgotten:
    'Passwort vergessen oder zweiten Faktor verloren? Eine Administratorin oder ein Administrator Ihrer Organisation kann Ihnen einen neuen Link geben.',
  signInFailed: 'Die E-Mail-Adresse oder das Passwort stimmt nicht.',
  signInDelayed: wait => `Zu viele Fehlversuche. Versuchen Sie es in ${wait} wieder.`,
  overloaded: 'Gerade melden sich zu viele Personen an. Versuchen Sie es in einigen Sekunden wieder.',
  seconds: n => (n === 1 ? '1 Sekunde' : `${n} Sekunden`),
  minutes: n => (n === 1 ? '1 Minute' : `${n} Minuten`),
  chooseOrganization: 'Organisation wählen',
  chooseOrganizationText: 'Ihre E-Mail-Adresse gehört zu mehreren Organisationen. In welcher möchten Sie arbeiten?',
  organizationKind: { tenant: 'Kunde', partner: 'Partner', registry: 'Betreiber' },
  setPassword: 'Passwort festlegen',
  invitation: (name, organization) => `Willkommen, ${name}. Legen Sie ein Passwort für ${organization} fest.`,
  resetsFactors:
    'Dieser Link entfernt auch Ihre Passkeys, Ihre Authenticator-App und Ihre Wiederherstellungscodes. Danach richten Sie neue ein.',
  save: 'Speichern',
  passwordIsSet: 'Ihr Passwort ist festgelegt. Melden Sie sich jetzt damit an.',
  account: 'Ihr Konto',
  signedInAs: (email, organization) => `Sie sind angemeldet als ${email} von ${organization}.`,
  error: 'Das hat nicht geklappt',
  cause: 'Ursache',
  remedy: 'Was zu tun ist',
  errorCode: 'Code',
  requestId: 'Anfrage-ID',
  toSignIn: 'Zur Anmeldung',
}
