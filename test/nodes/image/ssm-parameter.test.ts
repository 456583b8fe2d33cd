import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterReference, readImageParameter } from '../../../src/nodes/image/index.ts';

const eks = '/aws/service/eks/optimized-ami';

describe('readImageParameter', () => {
  it.each([
    [`${eks}/1.32/amazon-linux-2/recommended/image_id`, { family: 'al2', purpose: 'eks', kubernetesVersion: '1.32', arch: 'x86_64', moves: true, holds: 'image-id' }],
    [`${eks}/1.32/amazon-linux-2-arm64/recommended/image_id`, { family: 'al2', purpose: 'eks', kubernetesVersion: '1.32', arch: 'arm64', moves: true, holds: 'image-id' }],
    [`${eks}/1.32/amazon-linux-2-gpu/recommended`, { family: 'al2', purpose: 'eks', kubernetesVersion: '1.32', arch: 'x86_64', accelerator: 'nvidia', moves: true, holds: 'other' }],
    [
      `${eks}/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id`,
      { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.34', arch: 'x86_64', variant: 'standard', moves: true, holds: 'image-id' },
    ],
    [
      `${eks}/1.34/amazon-linux-2023/arm64/nvidia/recommended/release_version`,
      { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.34', arch: 'arm64', accelerator: 'nvidia', variant: 'nvidia', moves: true, holds: 'other' },
    ],
    [
      `${eks}/1.34/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.34-v20260318/image_id`,
      { family: 'al2023', purpose: 'eks', kubernetesVersion: '1.34', arch: 'x86_64', variant: 'standard', releaseDate: '2026-03-18', moves: false, holds: 'image-id' },
    ],
    [`${eks}/\${var.version}/amazon-linux-2023/x86_64/standard/recommended/image_id`, { family: 'al2023', purpose: 'eks', arch: 'x86_64', variant: 'standard', moves: true, holds: 'image-id' }],
    ['/aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id', { family: 'bottlerocket', purpose: 'eks', kubernetesVersion: '1.32', arch: 'x86_64', moves: true, holds: 'image-id' }],
    [
      '/aws/service/bottlerocket/aws-k8s-1.34-nvidia-fips/arm64/1.54.0/image_id',
      { family: 'bottlerocket', purpose: 'eks', kubernetesVersion: '1.34', arch: 'arm64', accelerator: 'nvidia', fips: true, systemVersion: '1.54.0', moves: false, holds: 'image-id' },
    ],
    [
      '/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.31/image_id',
      { family: 'windows', purpose: 'eks', kubernetesVersion: '1.31', systemVersion: '2022', arch: 'x86_64', variant: 'Core', moves: true, holds: 'image-id' },
    ],
    ['/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base', { family: 'windows', purpose: 'plain', systemVersion: '2022', arch: 'x86_64', variant: 'Full', moves: true, holds: 'image-id' }],
    [
      '/aws/service/canonical/ubuntu/eks/22.04/1.31/stable/current/amd64/hvm/ebs-gp2/ami-id',
      { family: 'ubuntu', purpose: 'eks', kubernetesVersion: '1.31', systemVersion: '22.04', arch: 'x86_64', moves: true, holds: 'image-id' },
    ],
    [
      '/aws/service/canonical/ubuntu/eks-pro/24.04/1.34/stable/20260401/arm64/hvm/ebs-gp3/ami-id',
      { family: 'ubuntu', purpose: 'eks', kubernetesVersion: '1.34', systemVersion: '24.04', arch: 'arm64', variant: 'pro', releaseDate: '2026-04-01', moves: false, holds: 'image-id' },
    ],
    ['/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id', { family: 'ubuntu', purpose: 'plain', systemVersion: '24.04', arch: 'x86_64', moves: true, holds: 'image-id' }],
    ['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64', { family: 'al2023', purpose: 'plain', arch: 'x86_64', moves: true, holds: 'image-id' }],
    ['/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id', { family: 'al2', purpose: 'ecs', moves: true, holds: 'image-id' }],
    ['/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id', { family: 'bottlerocket', purpose: 'ecs', arch: 'x86_64', moves: true, holds: 'image-id' }],
  ])('reads %s', (path, expected) => {
    expect(readImageParameter(path)).toStrictEqual({ ...expected, path });
    expect(readImageParameter(`resolve:ssm:${path}`)).toStrictEqual({ ...expected, path });
    expect(readImageParameter(`{{resolve:ssm:${path}}}`)).toStrictEqual({ ...expected, path });
    expect(readImageParameter(`resolve:ssm:${path}:7`)).toStrictEqual({ ...expected, path, moves: false });
  });

  it.each(['/my/golden-ami', `/prefix${eks}/1.32/amazon-linux-2/recommended`, '', 'resolve:ssm:', '/aws/service/global-infrastructure/regions'])('does not know %j', name => {
    expect(readImageParameter(name)).toBeUndefined();
  });

  it('never throws', () => {
    const head = fc.constantFrom('', 'resolve:ssm:', `${eks}/`, '/aws/service/bottlerocket/aws-k8s-', '/aws/service/ami-windows-latest/');
    fc.assert(fc.property(head, fc.string({ unit: 'binary-ascii' }), (start, rest) => void readImageParameter(start + rest)));
  });
});

describe('parameterReference', () => {
  it.each([
    ['/a/b', { path: '/a/b' }],
    ['resolve:ssm:/a/b:3', { path: '/a/b', version: 3 }],
    ['resolve:ssm:/a/b:prod', { path: '/a/b', label: 'prod' }],
    ['arn:aws:ssm:eu-west-1::parameter/aws/service/x', { path: '/aws/service/x' }],
  ])('%s', (text, expected) => {
    expect(parameterReference(text)).toStrictEqual(expected);
  });
});
