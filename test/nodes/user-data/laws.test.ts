import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUserData, readUserData } from '../../../src/nodes/user-data/index.ts';
import { base64, bottlerocketDotted, bottlerocketTables, eksctlAl2, mime, nodeConfig, nodeConfigType, shell, terraformAl2, windows } from './samples.ts';

const read = (text: string, encoding: 'base64' | 'plain' = 'plain') => readUserData(decodeUserData(text, encoding));

/** Scripts out of pieces that matter, in any order: quotes, blocks and heredocs left open. */
const pieces = fc.array(
  fc.constantFrom('#!/bin/bash\n', '\n', ' ', '"', "'", '\\', '`', '$(', ')', '${', '}', '{', '<<EOF', 'EOF\n', 'if ', 'then ', 'fi', 'for x in a b; do ', 'done\n', 'case $x in ', 'esac', ';', '&&', '|', '> /f', 'bash /f\n', '/etc/eks/bootstrap.sh ', 'A=b', '$A', 'eval ', 'f() {', 'f\n', 'source /f\n', 'yum install -y aide\n', '#cloud-config\nruncmd:\n- ', '- ', ': ', '[', ']', 'apiVersion: node.eks.aws/v1\n', '[settings.a]\n', 'a = "', '<powershell>', '-EKSClusterName ', 'password=', 'abc123', '://', ':', '@', 'Content-Type: multipart/mixed; boundary=x\n\n', '--x\n', '--x--', '{{', '}}', '<<N>>', '__proto__'),
  { maxLength: 60 },
).map(list => list.join(''));

describe('reading', () => {
  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 300 })), text => void read(text)), { numRuns: 1000 });
    for (const type of [nodeConfigType, 'text/cloud-config', shell]) fc.assert(fc.property(pieces, text => void read(mime([type, text]))), { numRuns: 200 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => void read(Buffer.from(bytes).toString('base64'), 'base64')));
  }, 60_000);

  const samples = [terraformAl2, eksctlAl2, nodeConfig('main'), bottlerocketTables, bottlerocketDotted, windows];
  it('is the same for base64 and gzip of a text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...samples), pieces.map(text => `#!/bin/sh\n${text}`)), text => {
        const plain = read(text);
        expect(read(base64(text), 'base64')).toEqual(plain);
        expect(read(gzipSync(text).toString('base64'), 'base64')).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same for a part in MIME', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...samples), pieces.map(text => `#!/bin/sh\n${text.replaceAll('--==B==', '')}`)), fc.boolean(), (text, encoded) => {
        const wrapped = encoded ? mime(['text/plain', base64(text), 'Content-Transfer-Encoding: base64']) : mime(['text/plain', text]);
        expect({ ...read(wrapped), isMultipart: false }).toEqual(read(text));
      }),
      { numRuns: 200 },
    );
  });

  it('is pure', () => expect(read(eksctlAl2)).toEqual(read(eksctlAl2)));
});

describe('long hostile input is read to its end', () => {
  const unit: readonly (readonly [string, string])[] = [
    ['quotes', '"'], ['substitutions', '$('], ['nested defaults', '${a:-'], ['back quotes', '`$('], ['heredocs', '<<A\n'], ['heredocs in substitutions', '$(<<A\n'], ['placeholders', '<<A>> '], ['words', 'a '], ['one word', 'a'],
    ['functions', 'f(){ f\n'], ['blocks', 'if a; then '], ['assignments', 'A=$A$A\n'], ['expansions', '$A '], ['arrays', 'a=(b '], ['sourcing', '. /f\n'], ['evals', 'eval '], ['pipes', 'curl x | bash\n'], ['installs', 'yum install yum aide -\n'], ['cron', 'echo yum yum yum yum > /etc/cron\n'],
    ['keys', 'password'], ['key values', 'A_TOKEN=abcdefg\n'], ['one line of keys', 'token: abc123def '], ['URLs', 'a://b:'], ['options', ' -u a:'], ['private keys', '-----BEGIN PRIVATE KEY-----\n'], ['header lines', 'a: b\n'], ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo= '], ['dollar hashes', '$6$a$b'], ['machine', 'machine:\n'], ['ands', 'a && '], ['angle', '<'], ['spaces', ' '], ['tabs and hashes', '\t#'], ['brackets', '['], ['lists', '- '], ['flows', '{a: '], ['anchors', '&a *a '], ['keys of YAML', 'a:\n '], ['dots', 'a.'], ['soft breaks', '=\n'], ['backslashes', '\\\n'],
  ];
  const nastiest = new Set(['substitutions', 'heredocs in substitutions', 'blocks', 'expansions', 'key values', 'sourcing', 'one word']);
  const heads: readonly (readonly [string, string])[] = [
    ['a script', '#!/bin/sh\nA="a a a a a a a a"\ncat > /f <<EOF\nB=1\nEOF\n'],
    ['cloud-config', '#cloud-config\nruncmd:\n- '],
    ['TOML', '[settings.a]\nb = '],
    ['PowerShell', '<powershell>\n'],
    ['MIME', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n'],
    ['a NodeConfig', 'apiVersion: node.eks.aws/v1alpha1\nspec: '],
  ];
  // What is quadratic in the length does not end within the test's patience.
  it.each(heads)('%s', (_, head) => {
    for (const [name, piece] of unit) {
      const size = nastiest.has(name) ? 262_144 : 65_536;
      const reading = read(head + piece.repeat(Math.ceil(size / piece.length)));
      expect(reading.kinds.length > 0 || reading.isEmpty || reading.problems.length > 0, name).toBe(true);
    }
  }, 60_000);
});
