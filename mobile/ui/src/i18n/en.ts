// SPDX-License-Identifier: EUPL-1.2
// All texts in English, one file for each part of the work.
import { advice } from './en/advice';
import { care } from './en/care';
import { crew } from './en/crew';
import { domain } from './en/domain';
import { map } from './en/map';
import { report } from './en/report';
import { shared } from './en/shared';
import { start } from './en/start';
import { ticket } from './en/ticket';
import { tools } from './en/tools';
import { words } from './en/words';

export const en = {
  ...advice,
  ...care,
  ...crew,
  ...domain,
  ...map,
  ...report,
  ...shared,
  ...start,
  ...ticket,
  ...tools,
  ...words,
};
