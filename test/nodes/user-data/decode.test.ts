import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUserData } from '../../../src/nodes/user-data/index.ts';
import { base64, bottlerocketDotted, bottlerocketTables, eksctlAl2, mime, nodeConfig, nodeConfigType, shell, terraformAl2, windows } from './samples.ts';

const kinds = (value: string, encoding: 'base64' | 'plain' = 'plain'): string[] => decodeUserData(value, encoding).parts.map(part => part.kind);
const codes = (value: string, encoding: 'base64' | 'plain' = 'base64'): string[] => decodeUserData(value, encoding).problems.map(({ code }) => code);

describe('kinds', () => {
  it.each([
    ['a script', terraformAl2, ['shell']],
    ['a script after a blank line', `\n\n${terraformAl2}`, ['shell']],
    ['cloud-config', eksctlAl2, ['cloud-config']],
    ['a boothook', '#cloud-boothook\n#!/bin/bash\necho\n', ['boothook']],
    ['an include', '#include\nhttps://example.com/x\n', ['include']],
    ['a NodeConfig', nodeConfig('main'), ['node-config']],
    ['a NodeConfig in JSON', '{"apiVersion":"node.eks.aws/v1alpha1","kind":"NodeConfig"}', ['node-config']],
    ['tables', bottlerocketTables, ['toml']],
    ['dotted keys', bottlerocketDotted, ['toml']],
    ['an array of tables', '[[settings.container-registry.mirrors]]\nregistry = "*"\n', ['toml']],
    ['PowerShell', windows, ['powershell']],
    ['a Windows batch', '<script>\necho hi\n</script>', ['powershell']],
    ['Jinja', '## template: jinja\n#cloud-config\nruncmd: []\n', ['jinja']],
    ['white space', ' \n\t', ['empty']],
    ['nothing', '', ['empty']],
    ['prose', 'hello there', ['unknown']],
    ['parts', mime([shell, '#!/bin/sh\n'], [nodeConfigType, nodeConfig('x')], ['text/cloud-config', 'runcmd: []']), ['shell', 'node-config', 'cloud-config']],
    ['a part that only its content tells', mime(['text/plain', '#!/bin/sh\n']), ['shell']],
    ['a script without its first line', mime([shell, 'echo done']), ['shell']],
    ['one MIME entity', `Content-Type: text/x-shellscript\n\n#!/bin/sh\necho\n`, ['shell']],
    ['parts in parts', mime(['multipart/mixed; boundary="in"', '--in\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n--in--']), ['shell']],
    ['parts with CRLF', mime([shell, '#!/bin/sh\n'], [nodeConfigType, nodeConfig('x')]).replaceAll('\n', '\r\n'), ['shell', 'node-config']],
    ['a body never closed', mime([shell, '#!/bin/sh\necho']).replace('--==B==--', '--==B=='), ['shell']],
  ])('%s', (_, text, expected) => {
    expect(kinds(text)).toEqual(expected);
    expect(kinds(base64(text), 'base64')).toEqual(expected);
  });

  it.each([
    ['base64', mime([shell, base64('#!/bin/sh\necho hi\n'), 'Content-Transfer-Encoding: base64'])],
    ['quoted-printable', mime([shell, '#!/bin/sh\necho =\nhi=0A', 'Content-Transfer-Encoding: quoted-printable'])],
    ['gzip in base64', mime([shell, gzipSync('#!/bin/sh\necho hi\n').toString('base64'), 'Content-Transfer-Encoding: base64'])],
    ['base64 that nothing declares', mime([shell, base64('#!/bin/sh\necho hi\n')])],
  ])('a part in %s', (_, text) => {
    expect(decodeUserData(text, 'plain').parts).toMatchObject([{ kind: 'shell', text: '#!/bin/sh\necho hi\n' }]);
  });

  it('keeps the line on which a part begins', () => {
    expect(decodeUserData(mime([shell, '#!/bin/sh'], [shell, '#!/bin/sh']), 'plain').parts.map(part => part.startLine)).toEqual([7, 11]);
  });
});

describe('base64 in a plain field', () => {
  it.each([
    ['a script', base64(terraformAl2), ['base64'], 'shell'],
    ['gzip', gzipSync(terraformAl2).toString('base64'), ['base64', 'gzip'], 'shell'],
    ['of nothing recognised stays what it is', base64('some bytes that say nothing at all'), [], 'unknown'],
  ])('%s', (_, value, layers, kind) => {
    const decoded = decodeUserData(value, 'plain');
    expect(decoded.layers).toEqual(layers);
    expect(decoded.parts[0]?.kind).toBe(kind);
  });
  it('twice encoded', () => expect(decodeUserData(base64(base64(terraformAl2)), 'base64')).toMatchObject({ layers: ['base64', 'base64'], parts: [{ kind: 'shell' }] }));
});

describe('problems', () => {
  it.each([
    ['a hash', '44c6c808e6449ee36dfcfc4ebd66c1b9634b40f2', ['hash-only']],
    ['no base64', 'not base64 !', ['bad-base64']],
    ['a script that is not encoded', terraformAl2, ['bad-base64']],
    ['cut gzip', gzipSync(terraformAl2).subarray(0, 40).toString('base64'), ['bad-gzip']],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000)).toString('base64'), ['too-large']],
    ['bytes', Buffer.from([0, 1, 2, 255, 254]).toString('base64'), ['binary']],
    ['no boundary', base64('Content-Type: multipart/mixed\n\n--x\n\nhi\n--x--'), ['bad-mime']],
    ['a boundary that never comes', base64('Content-Type: multipart/mixed; boundary=x\n\nhi\n'), ['bad-mime']],
    ['a part that is no base64', base64(mime([shell, '#!/bin/sh', 'Content-Transfer-Encoding: base64'])), ['bad-mime']],
  ])('%s', (_, value, expected) => expect(codes(value)).toEqual(expected));

  it('still reads a script that should have been encoded', () => expect(kinds(terraformAl2, 'base64')).toEqual(['shell']));
  it('stops at many layers', () => {
    let value = terraformAl2;
    for (let layer = 0; layer < 9; layer += 1) value = gzipSync(value).toString('base64');
    expect(codes(value)).toEqual(['too-deep']);
  });
});

it('never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('base64', 'plain'), (value, encoding) => void decodeUserData(value, encoding)));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => void decodeUserData(Buffer.from(bytes).toString('base64'), 'base64')));
});
