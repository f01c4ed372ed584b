// SPDX-License-Identifier: EUPL-1.2
// Words that every screen uses, in Italian.
export const shared = {
  'app.name': 'Ronda',
  'do.back': 'Indietro',
  'do.close': 'Chiudi',
  'do.undo': 'Annulla',
  'do.go_on': 'Continua',
  'do.save': 'Salva',
  'word.required': 'obbligatorio',
  'word.on': 'Sì',
  'word.off': 'No',
  'when.now': 'adesso',
  'when.seconds': '{n} {n:secondo|secondi}',
  'when.yesterday': 'ieri, {time}',
  'when.minutes_ago': '{n} min fa',
  'when.hours_ago': '{n} {n:ora|ore} fa',
  'when.days_ago': '{n} {n:giorno|giorni} fa',
};
