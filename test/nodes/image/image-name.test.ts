import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hardeningClaim, readImageName } from '../../../src/nodes/image/index.ts';

describe('readImageName', () => {
  it.each([
    ['amazon-eks-node-1.29-v20240625', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.29', releaseDate: '2024-06-25', arch: 'x86_64', moves: false }],
    ['amazon-eks-node-1.29-v*', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.29', arch: 'x86_64', moves: true }],
    ['amazon-eks-node-1.29*', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.29', arch: 'x86_64', moves: true }],
    ['amazon-eks-node-1.2*', { family: 'al2', purpose: 'eks', arch: 'x86_64', moves: true }],
    ['amazon-eks-node-v*', { family: 'al2', purpose: 'eks', arch: 'x86_64', moves: true }],
    ['amazon-eks-arm64-node-1.31-v20250715', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.31', releaseDate: '2025-07-15', arch: 'arm64', moves: false }],
    ['amazon-eks-gpu-node-1.31-v*', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.31', arch: 'x86_64', accelerator: 'nvidia', moves: true }],
    ['amazon-eks-node-*', { family: undefined, purpose: 'eks', moves: true }],
    ['amazon-eks-node-${var.version}-v*', { family: undefined, purpose: 'eks', moves: true }],
    ['amazon-eks-*', { family: undefined, purpose: 'eks', moves: true }],
    ['*amazon-eks-node-1.29-v*', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.29', arch: 'x86_64', moves: true }],
    [
      'amazon-eks-node-al2023-x86_64-standard-1.31-v20250715',
      { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.31', releaseDate: '2025-07-15', arch: 'x86_64', variant: 'standard', moves: false },
    ],
    ['amazon-eks-node-al2023-x86_64-standard-1.31-*', { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.31', arch: 'x86_64', variant: 'standard', moves: true }],
    ['amazon-eks-node-al2023-*-1.34-v*', { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.34', moves: true }],
    [
      'amazon-eks-node-al2023-arm64-nvidia-560-1.32-v20250715',
      { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.32', releaseDate: '2025-07-15', arch: 'arm64', accelerator: 'nvidia', variant: 'nvidia', moves: false },
    ],
    ['amazon-eks-node-al2023-x86_64-neuron-1.34-v*', { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.34', arch: 'x86_64', accelerator: 'neuron', variant: 'neuron', moves: true }],
    [
      'amazon-eks-al2023-arm64-fips-nvidia-node-1.35-v20260601',
      { family: 'al2023', purpose: 'eks-recipe', kubernetesVersion: '1.35', releaseDate: '2026-06-01', arch: 'arm64', accelerator: 'nvidia', fips: true, moves: false },
    ],
    ['bottlerocket-aws-k8s-1.31-x86_64-v1.46.0-431fe75a', { family: 'bottlerocket', purpose: 'eks', kubernetesVersion: '1.31', systemVersion: '1.46.0', arch: 'x86_64', moves: false }],
    [
      'bottlerocket-aws-k8s-1.34-nvidia-fips-aarch64-v1.54.0-5043decc',
      { family: 'bottlerocket', purpose: 'eks', kubernetesVersion: '1.34', systemVersion: '1.54.0', arch: 'arm64', accelerator: 'nvidia', fips: true, moves: false },
    ],
    ['bottlerocket-aws-k8s-1.31-x86_64-*', { family: 'bottlerocket', purpose: 'eks', kubernetesVersion: '1.31', arch: 'x86_64', moves: true }],
    ['bottlerocket-aws-ecs-2-x86_64-v1.20.0-fcf71a47', { family: 'bottlerocket', purpose: 'ecs', systemVersion: '1.20.0', arch: 'x86_64', moves: false }],
    ['bottlerocket-*', { family: 'bottlerocket', purpose: undefined, moves: true }],
    [
      'Windows_Server-2022-English-Core-EKS_Optimized-1.31-2024.11.12',
      { family: 'windows', purpose: 'eks', kubernetesVersion: '1.31', releaseDate: '2024-11-12', systemVersion: '2022', arch: 'x86_64', variant: 'Core', moves: false },
    ],
    [
      'Windows_Server-2019-English-Full-EKS_Optimized-1.30-*',
      { family: 'windows', purpose: 'eks', kubernetesVersion: '1.30', systemVersion: '2019', arch: 'x86_64', variant: 'Full', moves: true },
    ],
    ['Windows_Server-2022-English-Full-Base-2024.06.13', { family: 'windows', purpose: 'plain', releaseDate: '2024-06-13', systemVersion: '2022', arch: 'x86_64', variant: 'Full', moves: false }],
    ['Windows_Server-2022-English-Core-ECS_Optimized-*', { family: 'windows', purpose: 'ecs', systemVersion: '2022', arch: 'x86_64', variant: 'Core', moves: true }],
    ['Windows_Server-2022-English-*', { family: 'windows', purpose: undefined, systemVersion: '2022', arch: 'x86_64', moves: true }],
    [
      'ubuntu-eks/k8s_1.29/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240522',
      { family: 'ubuntu', purpose: 'eks', kubernetesVersion: '1.29', releaseDate: '2024-05-22', systemVersion: '22.04', arch: 'x86_64', moves: false },
    ],
    ['ubuntu-eks-pro/k8s_1.31/images/*24.04-arm64*', { family: 'ubuntu', purpose: 'eks', kubernetesVersion: '1.31', systemVersion: '24.04', arch: 'arm64', variant: 'pro', moves: true }],
    ['ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-*', { family: 'ubuntu', purpose: 'plain', systemVersion: '20.04', arch: 'x86_64', moves: true }],
    ['ubuntu-minimal/images/hvm-ssd/ubuntu-noble-24.04-amd64-minimal-20240423', { family: 'ubuntu', purpose: 'plain', releaseDate: '2024-04-23', systemVersion: '24.04', arch: 'x86_64', moves: false }],
    ['al2023-ami-2023.4.20240319.1-kernel-6.1-x86_64', { family: 'al2023', purpose: 'plain', releaseDate: '2024-03-19', arch: 'x86_64', moves: false }],
    ['al2023-ami-minimal-2023.*-arm64', { family: 'al2023', purpose: 'plain', arch: 'arm64', variant: 'minimal', moves: true }],
    ['amzn2-ami-hvm-*-x86_64-ebs', { family: 'al2', purpose: 'plain', arch: 'x86_64', moves: true }],
    ['amzn2-ami-hvm-2.0.20200917.0-x86_64-ebs', { family: 'al2', purpose: 'plain', releaseDate: '2020-09-17', arch: 'x86_64', moves: false }],
    ['amzn2-ami-ecs-hvm-2.0.20240611-x86_64-ebs', { family: 'al2', purpose: 'ecs', releaseDate: '2024-06-11', arch: 'x86_64', moves: false }],
    ['al2023-ami-ecs-hvm-*', { family: 'al2023', purpose: 'ecs', moves: true }],
    ['CIS Amazon Linux 2023 Benchmark - Level 1 - v08', { family: 'al2023', purpose: 'plain', cis: true, moves: false }],
    ['CIS Amazon Linux 2 Benchmark - Level 1', { family: 'al2', purpose: 'plain', cis: true, moves: false }],
    ['RHEL-8.0.0_HVM-20190618-x86_64-1-Hourly2-GP2', { family: 'other', purpose: 'other', releaseDate: '2019-06-18', arch: 'x86_64', distribution: 'RHEL', moves: false }],
    ['rhcos-415.92.202402201450-0-x86_64', { family: 'other', purpose: 'other', arch: 'x86_64', distribution: 'RHCOS (OpenShift)', moves: false }],
    ['RHEL-9.9.0_HVM-20241312-x86_64', { family: 'other', purpose: 'other', arch: 'x86_64', distribution: 'RHEL', moves: false }],
    ['Flatcar-stable-3815.2.0-hvm', { family: 'other', purpose: 'other', distribution: 'Flatcar', moves: false }],
    ['kope.io/k8s-1.17-debian-stretch-amd64-hvm-ebs-2020-07-20', { family: 'other', purpose: 'other', releaseDate: '2020-07-20', arch: 'x86_64', distribution: 'kOps', moves: false }],
    ['k8s-1.9-debian-jessie-amd64-hvm-ebs-2018-03-11', { family: 'other', purpose: 'other', releaseDate: '2018-03-11', arch: 'x86_64', distribution: 'kOps', moves: false }],
    ['amazon-eks-node-1.31-v2025071?', { family: 'al2', purpose: 'eks', kubernetesVersion: '1.31', arch: 'x86_64', moves: true }],
  ])('reads %s', (name, expected) => {
    expect(readImageName(name)).toStrictEqual(expected);
  });

  it.each(['', 'my-golden-node-2024', 'amazon-eks-golden', 'eks-node', 'ami-0abc'])('knows no shape for %j', name => {
    expect(readImageName(name)).toBeUndefined();
  });

  it('never throws, and says that a name with a wildcard moves', () => {
    const known = fc.constantFrom('amazon-eks-node-', 'amazon-eks-node-al2023-', 'bottlerocket-aws-k8s-', 'Windows_Server-', 'ubuntu-eks/', 'CIS ');
    fc.assert(
      fc.property(fc.option(known, { nil: '' }), fc.string({ unit: 'binary-ascii' }), (head, tail) => {
        const read = readImageName(head + tail);
        if (read) expect(read.moves).toBe(/[*?]/.test(tail));
      }),
    );
  });
});

describe('hardeningClaim', () => {
  it.each([
    ['golden-cis-al2023', 'cis'],
    ['AL2023_STIG_2024', 'stig'],
    ['my-hardened-node', 'hardened'],
    ['cisco-router', undefined],
    ['francis-node', undefined],
    ['decision-node', undefined],
  ])('%s: %s', (text, claim) => {
    expect(hardeningClaim(text)).toBe(claim);
  });
});
