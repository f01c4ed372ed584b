// SPDX-License-Identifier: EUPL-1.2
// The app over the made-up town: what to show is said in the address, such as `?role=crew&language=en&theme=dark#/today`.
import { connect, type Language, type Phase, type Theme } from '../../bridge';
import { sample } from './bridge';

const asked = new URLSearchParams(location.search);
connect(
  sample({
    phase: (asked.get('phase') ?? 'open') as Phase,
    role: asked.get('role') === 'crew' ? 'crew' : 'agent',
    language: (asked.get('language') ?? 'it') as Language,
    theme: (asked.get('theme') ?? 'light') as Theme,
    progress: asked.has('progress'),
    empty: asked.has('empty'),
    many: asked.has('many'),
    map: asked.has('map'),
    lost: asked.has('lost'),
  }),
);
void import('../../main');
