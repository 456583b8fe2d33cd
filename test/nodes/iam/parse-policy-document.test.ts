import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grants, parsePolicyDocument, readTrust, workerNeed, administratorLike } from '../../../src/nodes/iam/index.ts';
import { allow, text } from './policies.ts';

const one = { statements: [{ effect: 'Allow', actions: { except: false, patterns: ['ec2:describe*'] }, resources: { except: false, patterns: ['*'] } }] };

describe('parsePolicyDocument', () => {
  it.each([
    ['a list of statements', text(allow('ec2:Describe*'))],
    ['one statement as an object', JSON.stringify({ Statement: allow('ec2:Describe*') })],
    ['lists instead of strings', JSON.stringify({ Statement: allow(['ec2:Describe*'], ['*']) })],
    ['URL-encoded, as IAM answers', encodeURIComponent(text(allow('ec2:Describe*')))],
    ['with a byte order mark', `\uFEFF${text(allow('ec2:Describe*'))}`],
    ['unknown keys', JSON.stringify({ Version: 'x', Id: 1, Statement: [{ ...allow('ec2:Describe*'), Sid: 'a', Comment: {} }] })],
    ['an empty Condition', JSON.stringify({ Statement: [{ ...allow('ec2:Describe*'), Condition: {} }] })],
    ['null members', JSON.stringify({ Statement: [{ ...allow('ec2:Describe*'), Condition: null, NotAction: null }] })],
  ])('reads %s', (_, written) => expect(parsePolicyDocument(written)).toEqual(one));

  it('keeps Not forms, principals and conditions', () => {
    const written = {
      Effect: 'Deny',
      NotAction: 'IAM:*',
      NotResource: ['arn:aws:s3:::Bucket'],
      NotPrincipal: { Service: 'ec2.amazonaws.com', AWS: '*', Federated: ['x'] },
      Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringLike: { a: ['b', 'c'] } },
    };
    expect(parsePolicyDocument(JSON.stringify({ Statement: written }))).toEqual({
      statements: [
        {
          effect: 'Deny',
          actions: { except: true, patterns: ['iam:*'] },
          resources: { except: true, patterns: ['arn:aws:s3:::Bucket'] },
          principals: { except: true, anyone: false, services: ['ec2.amazonaws.com'], federated: ['x'] },
          conditions: [
            { operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] },
            { operator: 'StringLike', key: 'a', values: ['b', 'c'] },
          ],
        },
      ],
    });
  });

  it.each([
    ['', 'is not JSON'],
    ['%7B%', 'is not JSON'],
    ['{"Statement": [', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{}', 'has no Statement'],
    ['{"statement":[]}', 'has no Statement'],
    ['{"__proto__":{"Statement":[]}}', 'has no Statement'],
    ['{"Statement":[null]}', 'has a Statement[0] that is not an object'],
    ['{"Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}', 'has a Statement[0] that has neither Effect Allow nor Deny'],
    ['{"Statement":{"Effect":"Allow","Resource":"*"}}', 'has a Statement[0] that has neither Action nor NotAction'],
    ['{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}', 'has a Statement[0] that gives Action as something other than a string or a list of strings'],
    ['{"Statement":{"Effect":"Allow","NotAction":[1],"Resource":"*"}}', 'has a Statement[0] that gives NotAction as something other than a string or a list of strings'],
    ['{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}', 'has a Statement[0] that has both Action and NotAction'],
    ['{"Statement":{"Effect":"Allow","Action":"*","Principal":"ec2"}}', 'has a Statement[0] that gives Principal as something other than "*" or an object'],
    ['{"Statement":{"Effect":"Allow","Action":"*","Condition":"x"}}', 'has a Statement[0] that gives Condition as something other than an object'],
  ])('says what is wrong with %s', (written, problem) => expect(parsePolicyDocument(written)).toEqual({ problem }));

  it('never throws, nor does what is judged from it', () => {
    const key = fc.constantFrom('Statement', 'Effect', 'Action', 'NotAction', 'Resource', 'Principal', 'Condition', 'Service', '__proto__', 'constructor');
    const value = fc.letrec<{ node: unknown }>(tie => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('Allow', 'Deny', '*', 'sts:AssumeRole', 'ec2.amazonaws.com', '${', null, 7),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 5 }),
      ),
    })).node;
    const written = fc.oneof(value.map(one => JSON.stringify(one)), fc.json(), fc.string(), value.map(one => JSON.stringify({ Statement: one })));
    fc.assert(
      fc.property(written, written, (text, boundary) => {
        const role = { managedPolicyArns: [text], documents: [{ name: 'x', text }], boundary: { text: boundary }, open: false };
        parsePolicyDocument(text);
        readTrust(text);
        expect(['yes', 'no', 'unknown']).toContain(grants(role, workerNeed()).verdict);
        expect(['yes', 'no', 'unknown']).toContain(administratorLike(role).verdict);
      }),
      { numRuns: 3000 },
    );
    expect(({} as Record<string, unknown>)['Statement']).toBeUndefined();
  });
});
