import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families, type Family, type ImdsCase, imdsDefaults, type Maker } from '../../../src/nodes/image/index.ts';

const answers = (launch: ImdsCase) => {
  const { tokens, hopLimit, endpoint } = imdsDefaults(launch);
  return [tokens.value, hopLimit.value, endpoint.value];
};
const open = 'unconfirmed';

describe('imdsDefaults', () => {
  const cases: readonly (readonly [string, ImdsCase, readonly unknown[]])[] = [
    ['template, image not known', { maker: 'launch-template', family: undefined }, ['optional', open, 'enabled']],
    ['template, image read: none', { maker: 'launch-template', family: undefined, imageImdsSupport: 'none' }, ['optional', 1, 'enabled']],
    ['template, image read: v2.0', { maker: 'launch-template', family: undefined, imageImdsSupport: 'v2.0' }, ['required', 2, 'enabled']],
    ['template, EKS AL2', { maker: 'launch-template', family: 'al2', stock: 'eks' }, ['optional', 1, 'enabled']],
    ['template, own AL2 build', { maker: 'launch-template', family: 'al2' }, ['optional', open, 'enabled']],
    ['template, EKS AL2023', { maker: 'launch-template', family: 'al2023', stock: 'eks' }, [open, open, 'enabled']],
    ['template, own AL2023 build', { maker: 'launch-template', family: 'al2023' }, [open, open, 'enabled']],
    ['template, AL2023 image read: none', { maker: 'launch-template', family: 'al2023', imageImdsSupport: 'none' }, ['optional', 1, 'enabled']],
    ['template, plain AL2023', { maker: 'launch-template', family: 'al2023', stock: 'plain' }, ['required', 2, 'enabled']],
    ['template, Bottlerocket', { maker: 'launch-template', family: 'bottlerocket', stock: 'eks' }, [open, open, 'enabled']],
    ['template, Ubuntu', { maker: 'launch-template', family: 'ubuntu', stock: 'eks' }, ['optional', open, 'enabled']],
    ['template, account requires', { maker: 'launch-template', family: undefined, accountDefault: { tokens: 'required' } }, ['required', open, 'enabled']],
    ['template, account optional beats the image', { maker: 'launch-template', family: undefined, imageImdsSupport: 'v2.0', accountDefault: { tokens: 'optional' } }, ['optional', 2, 'enabled']],
    ['template, account has no preference', { maker: 'launch-template', family: undefined, imageImdsSupport: 'v2.0', accountDefault: { tokens: 'no-preference', hopLimit: -1 } }, ['required', 2, 'enabled']],
    ['template, account hop limit beats the image', { maker: 'instance', family: undefined, imageImdsSupport: 'v2.0', accountDefault: { hopLimit: 1 } }, ['required', 1, 'enabled']],
    ['template, account disables the endpoint', { maker: 'launch-template', family: undefined, accountDefault: { endpoint: 'disabled' } }, ['optional', open, 'disabled']],
    ['configuration', { maker: 'launch-configuration', family: undefined }, ['optional', open, 'enabled']],
    ['configuration, image read: none', { maker: 'launch-configuration', family: 'al2', imageImdsSupport: 'none' }, ['optional', 1, 'enabled']],
    ['configuration, account requires', { maker: 'launch-configuration', family: 'al2', imageImdsSupport: 'none', accountDefault: { tokens: 'required' } }, [open, 1, 'enabled']],
    ['configuration, image read: v2.0', { maker: 'launch-configuration', family: undefined, imageImdsSupport: 'v2.0' }, [open, open, 'enabled']],
    ['managed AL2023', { maker: 'managed-without-template', family: 'al2023' }, ['required', 1, 'enabled']],
    ['managed Bottlerocket', { maker: 'managed-without-template', family: 'bottlerocket' }, ['required', 2, 'enabled']],
    ['managed AL2', { maker: 'managed-without-template', family: 'al2' }, ['optional', 2, 'enabled']],
    ['managed Windows', { maker: 'managed-without-template', family: 'windows' }, [open, open, 'enabled']],
    ['managed, type not known', { maker: 'managed-without-template', family: undefined }, [open, open, 'enabled']],
    ['managed AL2, account requires', { maker: 'managed-without-template', family: 'al2', accountDefault: { tokens: 'required' } }, [open, 2, 'enabled']],
    ['managed AL2023, own image', { maker: 'managed-template-own-image', family: 'al2023' }, [open, 2, 'enabled']],
    ['managed AL2023, own image read: v2.0', { maker: 'managed-template-own-image', family: 'al2023', imageImdsSupport: 'v2.0' }, ['required', 2, 'enabled']],
    ['managed AL2023, own image read: none', { maker: 'managed-template-own-image', family: 'al2023', imageImdsSupport: 'none' }, ['optional', open, 'enabled']],
    ['managed AL2023, template without image', { maker: 'managed-template-eks-image', family: 'al2023', stock: 'eks' }, [open, open, 'enabled']],
    ['managed AL2023, template without image, account requires', { maker: 'managed-template-eks-image', family: 'al2023', accountDefault: { tokens: 'required' } }, ['required', open, 'enabled']],
    ['managed AL2, template without image', { maker: 'managed-template-eks-image', family: 'al2' }, ['optional', open, 'enabled']],
    ['managed Windows, template without image', { maker: 'managed-template-eks-image', family: 'windows' }, [open, open, 'enabled']],
    ['managed Windows, template without image, account requires', { maker: 'managed-template-eks-image', family: 'windows', accountDefault: { tokens: 'required' } }, [open, open, 'enabled']],
    ['managed Bottlerocket, account has a hop limit', { maker: 'managed-without-template', family: 'bottlerocket', accountDefault: { hopLimit: 1 } }, ['required', open, 'enabled']],
    ['Auto Mode', { maker: 'auto-mode', family: 'auto-mode' }, ['required', open, 'enabled']],
    ['Karpenter', { maker: 'karpenter', family: 'al2' }, ['required', 1, 'enabled']],
    ['Karpenter before v1', { maker: 'karpenter-v1beta1', family: 'al2' }, ['required', 2, 'enabled']],
    ['eksctl', { maker: 'eksctl', family: 'al2' }, ['required', 2, 'enabled']],
  ];
  it.each(cases)('%s', (_, launch, expected) => {
    expect(answers(launch)).toStrictEqual(expected);
  });

  it('says which default it is and what could change it', () => {
    const { tokens } = imdsDefaults({ maker: 'launch-template', family: undefined });
    expect(tokens.because).toBe('EC2\'s default: nothing known here requires tokens; an image that declares ImdsSupport v2.0 or an account default for the Region could');
  });

  const makers: Maker[] = ['launch-template', 'launch-configuration', 'instance', 'managed-without-template', 'managed-template-own-image', 'managed-template-eks-image', 'auto-mode', 'karpenter', 'karpenter-v1beta1', 'eksctl'];
  const launches = fc.record({
    maker: fc.constantFrom(...makers),
    family: fc.constantFrom<Family | undefined>(...(Object.keys(families) as Family[]), undefined),
    stock: fc.constantFrom('eks' as const, 'plain' as const, undefined),
    imageImdsSupport: fc.constantFrom('v2.0' as const, 'none' as const, undefined),
    accountDefault: fc.option(fc.record({ tokens: fc.constantFrom('required' as const, 'optional' as const, 'no-preference' as const), hopLimit: fc.constantFrom(-1, 1, 2) }), { nil: undefined }),
  });
  it('learning what kind of image it is never turns required into optional, nor hop limit 1 into more', () => {
    fc.assert(
      fc.property(launches, full => {
        // The vendor's own image is as its vendor made it: what it declares is no news about it.
        fc.pre(full.stock === undefined);
        const more = imdsDefaults(full);
        const less = imdsDefaults({ ...full, imageImdsSupport: undefined });
        if (less.tokens.value === 'required') expect(more.tokens.value).not.toBe('optional');
        if (less.hopLimit.value === 1) expect(more.hopLimit.value).toBe(1);
      }),
    );
  });
});
