import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifyImage, isTrustedOwner, type KnownOfImage, officialOwner } from '../../../src/nodes/image/index.ts';

const own = '111122223333';
const al2023 = 'amazon-eks-node-al2023-x86_64-standard-1.34-v20260318';

describe('officialOwner', () => {
  it.each([
    ['602401143452', 'us-east-1', 'al2023', undefined, 'official'],
    ['602401143452', undefined, 'al2', undefined, 'official'],
    ['800184023465', 'ap-east-1', 'al2', undefined, 'official'],
    ['249663109785', 'eu-isoe-west-1', 'al2023', undefined, 'official'],
    [own, 'us-east-1', 'al2023', undefined, 'not-official'],
    [own, 'ap-east-1', 'al2023', undefined, 'not-official'],
    [own, undefined, 'al2023', undefined, 'not-official'],
    [own, 'xx-new-1', 'al2023', undefined, 'unknown'],
    [own, 'xx-new-1', 'al2023', null, 'not-official'],
    [own, 'us-east-1', 'al2023', 'amazon', 'official'],
    [undefined, 'us-east-1', 'al2023', undefined, 'unknown'],
    ['amazon', undefined, 'al2023', undefined, 'official'],
    ['self', undefined, 'al2023', undefined, 'not-official'],
    ['092701018921', 'us-east-1', 'bottlerocket', undefined, 'official'],
    [own, 'us-east-1', 'bottlerocket', undefined, 'unknown'],
    [own, 'us-east-1', 'bottlerocket', '', 'not-official'],
    [own, 'us-east-1', 'bottlerocket', 'amazon', 'official'],
    ['801119661308', 'us-east-1', 'windows', undefined, 'unknown'],
    ['957547624766', 'us-east-1', 'windows', 'amazon', 'official'],
    [own, 'us-east-1', 'windows', null, 'not-official'],
    ['099720109477', undefined, 'ubuntu', undefined, 'official'],
    ['837727238323', 'cn-north-1', 'ubuntu', undefined, 'unknown'],
    [own, undefined, 'ubuntu', undefined, 'not-official'],
    ['992382739861', 'us-east-1', 'auto-mode', undefined, 'official'],
    ['602401143452', 'us-east-1', 'other', undefined, 'unknown'],
  ] as const)('%s in %s for %s with alias %s: %s', (owner, region, family, alias, verdict) => {
    expect(officialOwner(owner, region, family, alias)).toBe(verdict);
  });
});

describe('identifyImage', () => {
  const cases: readonly (readonly [string, KnownOfImage, object])[] = [
    ['name and owner', { name: al2023, ownerId: '602401143452' }, { official: 'yes', family: 'al2023', kubernetesVersion: '1.34', releaseDate: '2026-03-18', moves: false }],
    ['pattern and owner filter', { name: 'amazon-eks-node-1.29-v*', ownerId: '602401143452' }, { official: 'yes', family: 'al2', kubernetesVersion: '1.29', moves: true }],
    ['pattern of two families', { name: 'amazon-eks-node-*', ownerId: 'amazon' }, { official: 'yes', family: undefined, moves: true }],
    ['a name alone', { name: al2023 }, { official: 'unknown', family: 'al2023', kubernetesVersion: '1.34' }],
    ['an EKS name of an own image', { name: al2023, ownerId: own }, { official: 'no', family: 'al2023' }],
    ['an owner alone', { ownerId: '602401143452' }, { official: 'unknown', family: undefined }],
    ['nothing', {}, { official: 'unknown', family: undefined }],
    ['an own image', { name: 'golden-2024', ownerId: own, ownerAlias: null }, { official: 'no', family: 'custom', moves: false }],
    ['an own image by filter', { name: 'golden-*', ownerId: 'self' }, { official: 'no', family: 'custom', moves: true }],
    ['an own name, owner unseen', { name: 'golden-2024' }, { official: 'unknown', family: undefined }],
    ['an unknown name of a publisher', { name: 'amazon-eks-new', ownerId: '602401143452' }, { official: 'unknown' }],
    ['its public parameter', { publicSsmParameterName: '/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/recommended/image_id' }, { official: 'yes', family: 'al2023', kubernetesVersion: '1.33', arch: 'arm64' }],
    ['the parameter it is taken from', { ssmParameterName: 'resolve:ssm:/aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id' }, { official: 'yes', family: 'bottlerocket', kubernetesVersion: '1.32', moves: true }],
    ['a pinned parameter', { ssmParameterName: '/aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id:4' }, { official: 'yes', moves: false }],
    ['an own parameter', { ssmParameterName: 'resolve:ssm:/golden/ami' }, { official: 'unknown', moves: true }],
    ['a plain parameter', { ssmParameterName: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' }, { official: 'no', plainFrom: 'amazon', family: 'al2023', purpose: 'plain', moves: true }],
    ['an EKS image type', { amiType: 'WINDOWS_CORE_2022_x86_64' }, { official: 'yes', family: 'windows', systemVersion: '2022', variant: 'Core', purpose: 'eks' }],
    ['a new EKS image type', { amiType: 'AL2027_x86_64' }, { official: 'yes', family: 'other' }],
    ['a custom group', { amiType: 'CUSTOM' }, { official: 'unknown', family: 'custom' }],
    ['a custom group with an official image', { amiType: 'CUSTOM', name: al2023, ownerId: '602401143452' }, { official: 'yes', family: 'al2023' }],
    ['Ubuntu for EKS', { name: 'ubuntu-eks/k8s_1.31/images/*24.04-amd64*', ownerId: '099720109477' }, { official: 'no', partner: 'canonical', family: 'ubuntu', kubernetesVersion: '1.31' }],
    ['Ubuntu for EKS, owner unseen', { name: 'ubuntu-eks/k8s_1.31/images/*24.04-amd64*' }, { official: 'unknown', family: 'ubuntu' }],
    ['plain Ubuntu', { name: 'ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-*', ownerId: '099720109477' }, { official: 'no', plainFrom: 'canonical', family: 'ubuntu' }],
    ['plain Amazon Linux', { name: 'al2023-ami-*', ownerId: 'amazon' }, { official: 'no', plainFrom: 'amazon', family: 'al2023' }],
    ['an ECS image', { name: 'amzn2-ami-ecs-hvm-2.0.20240611-x86_64-ebs', ownerId: '591542846629' }, { official: 'no', purpose: 'ecs' }],
    ['Marketplace CIS', { name: 'CIS Amazon Linux 2023 Benchmark - Level 1', ownerAlias: 'aws-marketplace' }, { official: 'no', partner: 'marketplace', family: 'al2023', hardened: 'marketplace' }],
    ['a product code', { name: 'golden', ownerId: own, productCodes: [{ type: 'marketplace', id: 'abc' }] }, { official: 'no', partner: 'marketplace' }],
    ['a CIS name that nothing backs', { name: 'golden-cis', ownerId: own, ownerAlias: '' }, { official: 'no', hardened: 'claimed' }],
    ['a CIS tag on a Marketplace image', { name: 'golden', ownerAlias: 'aws-marketplace', tags: { Baseline: 'CIS' } }, { partner: 'marketplace', hardened: 'claimed' }],
    ['a pattern that fits several kinds', { name: 'Windows_Server-2022-English-*', ownerId: 'amazon' }, { official: 'unknown', family: 'windows' }],
    ['an image of the recipe', { name: 'golden', ownerId: own, ownerAlias: '', tags: { kubernetes: '1.31.2/2024-11-15/bin/linux/x86_64', source_ami_name: 'al2023-ami-minimal-2023.6.20241111.0-kernel-6.1-x86_64' } }, { official: 'no', family: 'al2023', kubernetesVersion: '1.31' }],
  ];
  it.each(cases)('%s', (_, image, expected) => {
    expect(identifyImage(image)).toMatchObject(expected);
  });

  it('says why and names no reading internals', () => {
    const identity = identifyImage({ ssmParameterName: '/aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id' });
    expect(identity.why).toBe('the image is taken from the public parameter /aws/service/bottlerocket/aws-k8s-1.32/x86_64/latest/image_id');
    expect(identity).not.toHaveProperty('path');
    expect(identity).not.toHaveProperty('holds');
  });

  const names = fc.oneof(fc.string(), fc.constantFrom(al2023, 'amazon-eks-node-*', 'bottlerocket-aws-k8s-1.31-x86_64-v1.46.0-431fe75a', 'Windows_Server-2022-English-Core-EKS_Optimized-1.31-*'));
  const arbitrary = fc.record(
    {
      name: names,
      ownerId: fc.oneof(fc.string(), fc.constantFrom(own, '602401143452', 'amazon', 'self', '099720109477')),
      ownerAlias: fc.constantFrom(null, '', 'amazon', 'aws-marketplace', 'self'),
      amiType: fc.constantFrom('CUSTOM', 'AL2_x86_64', 'nonsense'),
      region: fc.string(),
      description: fc.string(),
      tags: fc.dictionary(fc.string(), fc.string()),
      ssmParameterName: fc.string(),
      publicSsmParameterName: fc.string(),
    },
    { requiredKeys: [] },
  );
  it('never throws, and gives one of the three answers', () => {
    fc.assert(fc.property(arbitrary, image => void expect(['yes', 'no', 'unknown']).toContain(identifyImage(image).official)));
  });
  it('is never official or a partner\'s by a name, description and tags alone', () => {
    fc.assert(
      fc.property(names, fc.string(), fc.dictionary(fc.string(), fc.string()), (name, description, tags) => {
        const identity = identifyImage({ name, description, tags });
        expect(identity.official).not.toBe('yes');
        expect(identity.partner).toBeUndefined();
      }),
    );
  });
  it('learning the owner never takes a settled answer back', () => {
    fc.assert(
      fc.property(arbitrary, image => {
        const { ownerId: _, ownerAlias: __, ...less } = image;
        const before = identifyImage(less);
        if (before.official === 'yes') expect(identifyImage(image).official).toBe('yes');
      }),
    );
  });
});

describe('isTrustedOwner', () => {
  it.each([
    [{ ownerId: own }, [own], true],
    [{ ownerId: own }, ['444455556666'], false],
    [{ ownerId: own, alias: 'self' }, ['self'], true],
    [{}, ['', own], false],
    [{ ownerId: '' }, [''], false],
  ])('%j in %j: %s', (owner, trusted, expected) => {
    expect(isTrustedOwner(owner, trusted)).toBe(expected);
  });
});
