import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, type Family, kubernetesVersion, supported, versions, versionsReadOn, withinSkew } from '../../../src/nodes/image/index.ts';

const day = (text: string) => new Date(`${text}T12:00:00Z`);

describe('supported', () => {
  it.each([
    ['al2023', '1.33', '2026-07-29', true, 'yes'],
    ['al2023', '1.33', '2026-07-29', false, 'yes'],
    ['al2023', '1.33', '2026-07-30', false, 'no'],
    ['al2023', '1.33', '2026-07-30', true, 'yes'],
    ['al2023', '1.33', '2027-07-29', true, 'yes'],
    ['al2023', '1.33', '2027-07-30', true, 'no'],
    ['bottlerocket', '1.20', '2022-11-02', true, 'no'],
    ['al2023', '1.36', '2026-11-23', false, 'yes'],
    ['al2023', '1.36', '2027-08-01', false, 'unknown'],
    ['al2023', '1.36', '2027-08-01', true, 'yes'],
    ['al2023', '1.36', '2029-01-01', true, 'unknown'],
    ['al2023', '1.37', '2026-11-23', false, 'yes'],
    ['al2023', '1.37', '2028-01-01', false, 'unknown'],
    ['al2023', '1.99', '2026-11-23', true, 'unknown'],
    ['al2023', '2.0', '2026-11-23', true, 'unknown'],
    ['al2023', '1.12', '2020-01-01', true, 'no'],
    ['al2023', undefined, '2026-11-23', true, 'unknown'],
    ['al2', '1.32', '2025-11-26', true, 'yes'],
    ['al2', '1.32', '2025-11-27', true, 'no'],
    ['al2', undefined, '2026-11-23', true, 'no'],
    ['al2', '1.33', '2025-06-01', true, 'no'],
    ['auto-mode', undefined, '2026-11-23', false, 'yes'],
    [undefined, '1.34', '2026-11-23', true, 'unknown'],
    [undefined, '1.25', '2026-11-23', true, 'no'],
    ['custom', '1.34', '2026-11-23', true, 'unknown'],
    ['windows', 'v1.34.2-eks-abc', '2026-11-23', true, 'yes'],
  ] as const)('%s %s on %s, extended counts: %s: %s', (family, version, at, extendedCounts, expected) => {
    expect(supported(family, version, day(at), { extendedCounts }).supported).toBe(expected);
  });

  it.each([
    ['2025-12-01', '1.32', 'yes'],
    ['2026-11-23', '1.32', 'unknown'],
    ['2027-04-01', '1.32', 'no'],
  ])('an own build of AL2 on %s with %s: %s', (at, version, expected) => {
    expect(supported('al2', version, day(at), { extendedCounts: true, ownBuild: true }).supported).toBe(expected);
  });

  it.each([
    ['2026-11-22T00:00:00.000Z', 'no'],
    ['2027-11-22T00:00:00.000Z', 'yes'],
    ['not a date', 'yes'],
  ])('deprecation at %s: %s', (deprecationTime, expected) => {
    expect(supported('al2023', '1.34', day('2026-11-23'), { extendedCounts: true, deprecationTime }).supported).toBe(expected);
  });

  const families = fc.constantFrom<Family | undefined>('al2', 'al2023', 'bottlerocket', 'windows', 'ubuntu', 'custom', 'other', undefined);
  const version = fc.integer({ min: 10, max: 50 }).map(minor => `1.${minor}`);
  const when = fc.date({ min: new Date('2018-01-01'), max: new Date('2032-01-01'), noInvalidDate: true });
  it('is not regained as time goes on, and counting extended support never makes it worse', () => {
    fc.assert(
      fc.property(families, version, when, when, fc.boolean(), (family, kubernetes, a, b, extendedCounts) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        if (supported(family, kubernetes, early, { extendedCounts }).supported === 'no') expect(supported(family, kubernetes, late, { extendedCounts }).supported).toBe('no');
        if (supported(family, kubernetes, early, { extendedCounts: true }).supported === 'no') expect(supported(family, kubernetes, early, { extendedCounts: false }).supported).toBe('no');
      }),
    );
  });
  it('learning family or version never takes a "no" back', () => {
    fc.assert(
      fc.property(families, version, when, (family, kubernetes, at) => {
        for (const less of [supported(undefined, kubernetes, at, { extendedCounts: true }), supported(family, undefined, at, { extendedCounts: true })]) {
          if (less.supported === 'no') expect(supported(family, kubernetes, at, { extendedCounts: true }).supported).toBe('no');
        }
      }),
    );
  });
  it('never throws', () => fc.assert(fc.property(families, fc.string(), when, (family, text, at) => void supported(family, text, at, { extendedCounts: true }))));
});

describe('the table of versions', () => {
  it('is newest first, without gaps, each with dates in order and a source', () => {
    for (const [index, row] of versions.entries()) {
      const next = versions[index + 1];
      if (next) expect(Number(row.version.slice(2)) - Number(next.version.slice(2)), row.version).toBe(1);
      expect(row.endOfStandard > (row.released ?? ''), row.version).toBe(true);
      expect((row.endOfExtended ?? '9') > row.endOfStandard, row.version).toBe(true);
      for (const date of [row.released, row.endOfStandard, row.endOfExtended, row.source.read]) if (date) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
      expect(row.source.read <= versionsReadOn).toBe(true);
    }
  });
});

describe('withinSkew', () => {
  it.each([
    ['1.34', '1.34', 'yes'],
    ['1.34.9', 'v1.34.1-eks-abc', 'yes'],
    ['1.35', '1.34', 'no'],
    ['1.31', '1.34', 'yes'],
    ['1.30', '1.34', 'no'],
    ['1.25', '1.28', 'yes'],
    ['1.25', '1.27', 'yes'],
    ['1.24', '1.27', 'no'],
    ['1.9', '1.10', 'yes'],
    ['latest', '1.34', 'unknown'],
    ['1.34', '', 'unknown'],
    ['2.1', '1.34', 'unknown'],
  ])('node %s, control plane %s: %s', (node, controlPlane, expected) => {
    expect(withinSkew(node, controlPlane).within).toBe(expected);
  });

  const minor = fc.integer({ min: 0, max: 60 });
  it('is monotone: what lies between a node that may and the control plane may too', () => {
    fc.assert(
      fc.property(minor, minor, minor, (oldest, between, server) => {
        fc.pre(oldest <= between && between <= server);
        if (withinSkew(`1.${oldest}`, `1.${server}`).within === 'yes') {
          expect(withinSkew(`1.${between}`, `1.${server}`).within).toBe('yes');
          expect(withinSkew(`1.${oldest}`, `1.${between}`).within).toBe('yes');
        }
      }),
    );
  });
  it('never allows a newer node, nor throws', () => {
    fc.assert(fc.property(minor, fc.integer({ min: 1, max: 9 }), (server, ahead) => void expect(withinSkew(`1.${server + ahead}`, `1.${server}`).within).toBe('no')));
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void withinSkew(a, b)));
  });
});

describe('kubernetesVersion', () => {
  it.each([
    ['1.31', { major: 1, minor: 31 }],
    ['v1.31.4-eks-abc1234', { major: 1, minor: 31 }],
    ['1.31.4-20260714', { major: 1, minor: 31 }],
    ['1.31 or so', undefined],
    ['131', undefined],
  ])('%s', (text, expected) => {
    expect(kubernetesVersion(text)).toStrictEqual(expected);
  });
  it('compares as numbers', () => expect(compareVersions({ major: 1, minor: 9 }, { major: 1, minor: 10 })).toBeLessThan(0));
});
