/** The person's own variety of a language, such as en-GB for en: it decides how dates and numbers are written. */
export const localeOf = (language: string): string =>
  navigator.languages.find(each => each === language || each.startsWith(`${language}-`)) ?? language
