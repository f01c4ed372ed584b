// SPDX-License-Identifier: EUPL-1.2
// All texts in Italian, one file for each part of the work.
import { advice } from './it/advice';
import { care } from './it/care';
import { crew } from './it/crew';
import { domain } from './it/domain';
import { map } from './it/map';
import { report } from './it/report';
import { shared } from './it/shared';
import { start } from './it/start';
import { ticket } from './it/ticket';
import { tools } from './it/tools';
import { words } from './it/words';

export const it = {
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
