// SPDX-License-Identifier: EUPL-1.2
// Words that every screen uses, in English.
import type { shared as it } from '../it/shared';

export const shared: Record<keyof typeof it, string> = {
  'app.name': 'Ronda',
  'do.back': 'Back',
  'do.close': 'Close',
  'do.undo': 'Undo',
  'do.go_on': 'Continue',
  'do.save': 'Save',
  'word.required': 'required',
  'word.on': 'Yes',
  'word.off': 'No',
  'when.now': 'now',
  'when.seconds': '{n} {n:second|seconds}',
  'when.yesterday': 'yesterday, {time}',
  'when.minutes_ago': '{n} min ago',
  'when.hours_ago': '{n} {n:hour|hours} ago',
  'when.days_ago': '{n} {n:day|days} ago',
};
