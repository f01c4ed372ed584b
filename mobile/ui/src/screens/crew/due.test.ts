// SPDX-License-Identifier: EUPL-1.2
// What stands beside a job says when it is due in words, whether it is contested, and names another crew's work.
import { describe, expect, it } from 'vitest';
import { jobs, ticket } from '../../tests/sample/data';
import { momentsOf, visitWord } from '../../stores/timeline';
import { shareOf } from '../care/delivery';
import { dueSign, jobSigns, othersWork } from './due';

const HOUR = 3_600_000;

describe('a job', () => {
  it('says in words when it is overdue, due soon or later, and nothing when nobody said', () => {
    expect(dueSign('2026-05-04T08:00:00Z', -2 * HOUR)).toMatchObject({ tone: 'danger', word: 'Scaduta da 2 ore' });
    expect(dueSign('2026-05-04T08:00:00Z', HOUR)).toMatchObject({ tone: 'warn', word: 'Scade tra 1 ora' });
    expect(dueSign('2026-05-04T08:00:00Z', 90 * HOUR)?.tone).toBe('plain');
    expect(dueSign(null, null)).toBeNull();
  });

  it('says that it is contested while another crew was told to do it too', () => {
    const contested = jobs.filter((job) => jobSigns(job).some(({ word }) => word === 'Contesa'));
    expect(contested.map((job) => job.line.id)).toEqual(['t2']);
  });

  it("names another crew's latest work, never one's own", () => {
    expect(othersWork(ticket, 'GREEN-1')?.crew).toBe('GREEN-2');
    expect(othersWork(ticket, 'GREEN-2')).toBeNull();
  });
});

describe('a story', () => {
  it('tells the newest first and marks what was overtaken', () => {
    const told = momentsOf(ticket);
    expect(told.map(({ id }) => id)).toEqual(['e6', 'e5', 'e4', 'e3', 'e2', 'e1']);
    expect(told.find(({ id }) => id === 'e4')?.overtaken).toBe('superato da un altro');
    expect(told[0]?.detail).toContain('12 m, precisione 6 m: in loco');
  });

  it('says a visit without a position as such', () => {
    expect(visitWord({ distance_m: null, accuracy_m: null, verdict: 'no_fix' })).toBe('posizione non rilevata');
  });
});

describe('a sync', () => {
  it('is as far as its bytes while photos go, and unknown before anything is', () => {
    const progress = { step: 'uploading' as const, changes: 2, changes_total: 2, photos: 1, photos_total: 4, bytes: 50, bytes_total: 200 };
    expect(shareOf(progress)).toBe(0.25);
    expect(shareOf({ ...progress, step: 'connecting', changes_total: 0 })).toBeUndefined();
  });
});
