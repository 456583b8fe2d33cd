import { describe, expect, it } from 'vitest';
import { describeUnknown, isUnknown, type Resource, steps, Unknown, type UnknownReason, valueAt, withValue } from '../../src/inventory/index.ts';

const unknown = new Unknown('known-after-apply', 'x.y');
const template: Resource<'LaunchTemplate'> = {
  ref: { kind: 'LaunchTemplate', id: 't' },
  existence: 'created',
  data: { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'optional' }, BlockDeviceMappings: [{ DeviceName: 'a', Ebs: unknown }], Monitoring: unknown } } as unknown as Resource<'LaunchTemplate'>['data'],
  decidedBy: () => 'default',
  attribute: path => path,
  locate: () => undefined,
  isSensitive: () => false,
};

describe('valueAt', () => {
  it.each<[path: string, value: unknown]>([
    ['LaunchTemplateData.MetadataOptions.HttpTokens', 'optional'],
    ['LaunchTemplateData.MetadataOptions.HttpEndpoint', undefined],
    ['LaunchTemplateData.BlockDeviceMappings[0].DeviceName', 'a'],
    ['LaunchTemplateData.BlockDeviceMappings[0].Ebs', unknown],
    ['LaunchTemplateData.BlockDeviceMappings[0].Ebs.Encrypted', unknown],
    ['LaunchTemplateData.BlockDeviceMappings[7].Ebs.Encrypted', undefined],
    ['LaunchTemplateData.Monitoring.Enabled', unknown],
    ['Nothing.At.All', undefined],
  ])('%s', (path, value) => {
    expect(valueAt(template, path as never)).toBe(value);
  });

  it('null is left out', () => {
    expect(valueAt({ ...template, data: { LaunchTemplateName: null } as never }, 'LaunchTemplateName')).toBeUndefined();
  });
});

describe('withValue', () => {
  it.each<[path: string, value: unknown]>([
    ['LaunchTemplateData.MetadataOptions.HttpTokens', 'required'],
    ['LaunchTemplateData.MetadataOptions.HttpEndpoint', 'enabled'],
    ['LaunchTemplateData.BlockDeviceMappings[1].DeviceName', 'b'],
    ['LaunchTemplateData.BlockDeviceMappings[0].Ebs.Encrypted', true],
    ['LaunchTemplateData.Monitoring', { Enabled: true }],
    ['LaunchTemplateData.Monitoring.Enabled', true],
    ['LaunchTemplateName', unknown],
  ])('%s', (path, value) => {
    const before = JSON.stringify(template.data);
    const changed = withValue(template, path, value);
    expect(valueAt(changed, path as never)).toBe(value);
    expect(changed.decidedBy(path)).toBe('set');
    expect(changed.decidedBy(`${path}.Below`)).toBe('set');
    expect(changed.decidedBy(`${path}Other`)).toBe('default');
    expect(JSON.stringify(template.data)).toBe(before);
    expect(JSON.stringify(withValue(changed, path, value).data)).toBe(JSON.stringify(changed.data));
  });

  it('leaves the rest as it is', () => {
    const { data } = withValue(template, 'LaunchTemplateData.MetadataOptions.HttpTokens', 'required');
    const { BlockDeviceMappings } = (data as { LaunchTemplateData: { BlockDeviceMappings: unknown } }).LaunchTemplateData;
    expect(BlockDeviceMappings).toBe((template.data as { LaunchTemplateData: { BlockDeviceMappings: unknown } }).LaunchTemplateData.BlockDeviceMappings);
  });

  it('does not reach the prototype', () => {
    withValue(template, '__proto__.polluted', true);
    withValue(template, 'LaunchTemplateData.__proto__.polluted', true);
    withValue(template, 'constructor.prototype.polluted', true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

it.each([
  ['A', ['A']],
  ['A.B[0].C', ['A', 'B', 0, 'C']],
  ['A[10]', ['A', 10]],
])('steps of %s', (path, expected) => {
  expect(steps(path)).toEqual(expected);
});

describe('Unknown', () => {
  const reasons: readonly UnknownReason[] = ['known-after-apply', 'not-in-input', 'unresolved-reference', 'ambiguous', 'incomplete-input', 'denied', 'unconfirmed-default', 'unreadable'];
  it.each(reasons)('%s has a phrase of its own', reason => {
    expect(describeUnknown(new Unknown(reason, 'x'))).toMatch(/^[a-z].*[^.]$/);
    expect(reasons.filter(other => describeUnknown(new Unknown(other, 'x')) === describeUnknown(new Unknown(reason, 'x')))).toEqual([reason]);
  });

  it('is told apart from what merely looks like one', () => {
    expect([unknown, { ...unknown }, null, undefined, 'unknown'].map(isUnknown)).toEqual([true, false, false, false, false]);
  });
});
