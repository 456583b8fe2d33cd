import { AMITypes } from '@aws-sdk/client-eks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amiType, defaultAmiType, readReleaseVersion } from '../../../src/nodes/image/index.ts';

describe('amiType', () => {
  it.each([
    ['AL2_x86_64', { family: 'al2', arch: 'x86_64' }],
    ['AL2_x86_64_GPU', { family: 'al2', arch: 'x86_64', accelerator: 'nvidia' }],
    ['AL2_ARM_64', { family: 'al2', arch: 'arm64' }],
    ['CUSTOM', { family: 'custom' }],
    ['BOTTLEROCKET_ARM_64_NVIDIA_FIPS', { family: 'bottlerocket', arch: 'arm64', accelerator: 'nvidia', fips: true }],
    ['WINDOWS_FULL_2025_x86_64', { family: 'windows', arch: 'x86_64', windows: { edition: 'Full', release: '2025' } }],
    ['AL2023_x86_64_NEURON', { family: 'al2023', arch: 'x86_64', accelerator: 'neuron' }],
    ['AL2027_x86_64_STANDARD', { family: 'other' }],
    ['__proto__', { family: 'other' }],
    ['constructor', { family: 'other' }],
  ])('%s', (value, expected) => {
    expect(amiType(value)).toStrictEqual(expected);
  });

  it('agrees with the spelling of every type of the API', () => {
    for (const type of Object.values(AMITypes)) {
      const { family, arch, accelerator, fips } = amiType(type);
      expect(family, type).toBe(type === 'CUSTOM' ? 'custom' : type.toLowerCase().split('_')[0]);
      expect(arch, type).toBe(type.includes('ARM_64') ? 'arm64' : type.includes('x86_64') ? 'x86_64' : undefined);
      expect(accelerator, type).toBe(/NVIDIA|GPU/.test(type) ? 'nvidia' : type.includes('NEURON') ? 'neuron' : undefined);
      expect(fips ?? false, type).toBe(type.includes('FIPS'));
    }
  });

  it('never throws', () => fc.assert(fc.property(fc.string(), value => void amiType(value))));
});

describe('defaultAmiType', () => {
  it.each([
    ['1.29', 'al2'],
    ['1.30', 'al2023'],
    ['1.34', 'al2023'],
    ['1.9', 'al2'],
    [undefined, undefined],
    ['latest', undefined],
  ])('%s: %s', (version, family) => {
    expect(defaultAmiType(version).family).toBe(family);
  });
});

describe('readReleaseVersion', () => {
  it.each([
    ['1.36.2-20260714', { kubernetesVersion: '1.36', releaseDate: '2026-07-14' }],
    ['1.35-2026.04.18', { kubernetesVersion: '1.35', releaseDate: '2026-04-18' }],
    ['1.54.0-5043decc', { systemVersion: '1.54.0' }],
    ['1.20.0-12345678', { systemVersion: '1.20.0' }],
    ['ami-0abc1234', { imageId: 'ami-0abc1234' }],
    ['whatever', {}],
  ])('%s', (value, expected) => {
    expect(readReleaseVersion(value)).toStrictEqual(expected);
  });
});
