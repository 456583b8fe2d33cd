import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeUserData, readUserData } from '../../../src/nodes/user-data/index.ts';
import { base64, ca, endpoint, mime, shell } from './samples.ts';

const read = (text: string) => readUserData(decodeUserData(text, 'plain'));
const script = (...lines: readonly string[]): string => ['#!/bin/bash', ...lines, ''].join('\n');
// Put together here, so that no scanner takes this file for a leak.
const letters = 'abcdefghijABCDEFGHIJ0123456789klmnop';
const pem = (kind: string): string => `-----BEGIN ${kind}-----\nMIIEowIBAAKCAQEA7inventedinvented\n-----END ${kind}-----`;
const accessKey = `AKIA${'IOSFODNN7EXAMPLE'}`;
const secretKey = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;

const secrets: readonly (readonly [name: string, text: string, type: string, value: string])[] = [
  ['access key', script(`export AWS_ACCESS_KEY_ID=${accessKey}`), 'aws-access-key-id', accessKey],
  ['secret key', script(`export AWS_SECRET_ACCESS_KEY="${secretKey}"`), 'aws-secret-access-key', secretKey],
  ['secret key in a file', script('cat > ~/.aws/credentials <<EOF', `aws_secret_access_key = ${secretKey}`, 'EOF'), 'aws-secret-access-key', secretKey],
  ['RSA key', script('cat > /k <<EOF', pem('RSA PRIVATE KEY'), 'EOF'), 'private-key', '-----BEGIN RSA PRIVATE KEY-----'],
  ['GitHub', script(`git clone https://x:ghp_${letters}@github.com/a/b`), 'github-token', `ghp_${letters}`],
  ['GitHub in a header', script(`curl -H 'Authorization: token ghp_${letters}' https://api.github.com`), 'github-token', `ghp_${letters}`],
  ['GitLab', script(`X=glpat-${letters.slice(0, 20)}`), 'gitlab-token', `glpat-${letters.slice(0, 20)}`],
  ['Slack', script(`X=xoxb-${letters}`), 'slack-token', `xoxb-${letters}`],
  ['npm', script(`echo //registry.npmjs.org/:_authToken=npm_${letters}`), 'npm-token', `npm_${letters}`],
  ['Docker', script(`docker login -u a -p dckr_pat_${letters.slice(0, 27)}`), 'docker-token', `dckr_pat_${letters.slice(0, 27)}`],
  ['password', script('DB_PASSWORD=hunter2'), 'password', 'hunter2'],
  ['quoted password', script('export DB_PASSWORD="correct horse"'), 'password', 'correct horse'],
  ['password in YAML', '#cloud-config\nwrite_files:\n- path: /x\n  content: |\n    db:\n      password: hunter2!\n', 'password', 'hunter2!'],
  ['password in JSON', script('cat > /x <<EOF', '{"user": "a", "password": "hunter2"}', 'EOF'), 'password', 'hunter2'],
  ['password flag', script('mysql --user a --password hunter2'), 'password', 'hunter2'],
  ['password flag with =', script('mysql --password=hunter2'), 'password', 'hunter2'],
  ['token', script('export API_TOKEN=supersecrettoken'), 'token', 'supersecrettoken'],
  ['join token', script('kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef'), 'token', 'abcdef.0123456789abcdef'],
  ['API key', script('DD_API_KEY=0123456789abcdef0123456789abcdef bash -c x'), 'api-key', '0123456789abcdef0123456789abcdef'],
  ['a leak in a comment', script('# export API_KEY=a1b2c3d4e5f6a7b8'), 'api-key', 'a1b2c3d4e5f6a7b8'],
  ['curl -u', script('curl -fsS -u deploy:s3cr3t https://example.com/x'), 'basic-auth', 's3cr3t'],
  ['URL', script('pip install --index-url https://deploy:s3cr3t@pypi.example.com/simple'), 'url-credentials', 's3cr3t'],
  ['bearer', script('curl -H "Authorization: Bearer abcDEF123456" https://x'), 'authorization-header', 'abcDEF123456'],
  ['chpasswd', script('echo "root:hunter2" | chpasswd'), 'password', 'hunter2'],
  ['a hash', `#cloud-config\nusers:\n- name: a\n  passwd: $6$saltsalt$${letters}${letters}\n`, 'password-hash', `$6$saltsalt$${letters}${letters}`],
  ['Bottlerocket password', '[[settings.container-registry.credentials]]\nregistry = "docker.io"\nusername = "foo"\npassword = "hunter2"\n', 'password', 'hunter2'],
  ['Bottlerocket auth', `[[settings.container-registry.credentials]]\nregistry = "gcr.io"\nauth = "${base64('user:hunter2')}"\n`, 'registry-credentials', base64('user:hunter2')],
  ['Docker auths', script('cat > ~/.docker/config.json <<EOF', `{"auths":{"x.io":{"auth":"${base64('user:hunter2')}"}}}`, 'EOF'), 'registry-credentials', base64('user:hunter2')],
  ['PowerShell', '<powershell>\n$password = "hunter2"\n</powershell>', 'password', 'hunter2'],
  ['SecureString', '<powershell>\n$p = ConvertTo-SecureString "hunter2" -AsPlainText -Force\n</powershell>', 'password', 'hunter2'],
];

describe('secrets', () => {
  it.each(secrets)('%s', (_, text, type, value) => {
    const reading = read(text);
    const before = text.slice(0, text.indexOf(value)).split('\n');
    const place = { line: before.length, column: (before.at(-1) ?? '').length + 1, length: value.length };
    expect(reading.secrets).toEqual([{ type, part: 0, ...place, encoded: false }]);
    expect(JSON.stringify(reading)).not.toContain(value);
  });

  it.each(secrets)('%s, in base64 of a file', (_, text, _type, value) => {
    for (const hidden of [base64(text), gzipSync(text).toString('base64')]) {
      const reading = read(`#cloud-config\nwrite_files:\n- path: /x\n  encoding: b64\n  content: ${hidden}\n`);
      expect(reading.secrets).toMatchObject([{ line: 5, column: 12, length: hidden.length, encoded: true }]);
      expect(JSON.stringify(reading)).not.toContain(value);
    }
  });

  it('finds one in the user data of a host container', () => {
    const text = `[settings.bootstrap-containers.setup]\nuser-data = "${base64(script('export DB_PASSWORD=hunter2'))}"\n`;
    expect(read(text).secrets).toMatchObject([{ type: 'password', line: 2, encoded: true }]);
  });
  it('says in which part', () => expect(read(mime([shell, script('echo')], [shell, script('DB_PASSWORD=hunter2')])).secrets).toMatchObject([{ part: 1, line: 2, column: 13 }]));
});

describe('no secrets', () => {
  it.each([
    ['the cluster', script(`B64_CLUSTER_CA=${ca}`, `/etc/eks/bootstrap.sh a --b64-cluster-ca ${ca} --apiserver-endpoint ${endpoint}`)],
    ['a variable', script('DB_PASSWORD=$PASSWORD', 'DB_PASSWORD="${PASSWORD}"', 'mysql --password "$DB_PASSWORD"')],
    ['a lookup', script('DB_PASSWORD=$(aws ssm get-parameter --name /db/password --with-decryption --query Parameter.Value)', 'T=`aws secretsmanager get-secret-value --secret-id db`')],
    ['the name of a lookup', script('DB_SECRET=prod-db-credentials', 'aws secretsmanager get-secret-value --secret-id "$DB_SECRET"')],
    ['an ARN', script('SECRET=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db')],
    ['a placeholder', script('DB_PASSWORD=<password>', 'DB_PASSWORD="{{ password }}"', 'DB_PASSWORD=<<PASSWORD>>', 'DB_PASSWORD=${DbPassword}', "DB_PASSWORD='${DbPassword}'", 'DB_PASSWORD=xxxxxx', 'DB_PASSWORD=REPLACE_ME')],
    ['nothing', script('DB_PASSWORD=', 'DB_PASSWORD=""')],
    ['the IMDS token', script('TOKEN=$(curl -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 21600" http://169.254.169.254/latest/api/token)', 'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/x')],
    ['settings of passwords', script("sed -i 's/^PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config", 'aws ec2 modify-instance-metadata-options --http-tokens required', 'echo PASS_MAX_DAYS 90')],
    ['cloud-config settings', '#cloud-config\nssh_pwauth: false\nusers:\n- name: a\n  lock_passwd: true\n  ssh_authorized_keys: [ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7]\n'],
    ['a file', script('docker login --password-stdin < /run/x', 'PASSWORD_FILE=/run/secrets/db', 'TOKEN=/var/run/token')],
    ['a checksum', script('echo "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"')],
    ['a certificate', script('cat > /c <<EOF', pem('CERTIFICATE'), pem('PUBLIC KEY'), 'EOF')],
    ['words of a key', script('grep -q "BEGIN RSA PRIVATE KEY" /etc/x')],
    ['an AMI and an image', script('AMI=ami-0123456789abcdef0', 'docker pull 602401143452.dkr.ecr.eu-west-1.amazonaws.com/a:1')],
    ['prose', script('# token: the node token that comes later', 'echo "Password: please change it"')],
    ['advice in a comment', script('# set password=please where you are asked')],
    ['tokens of other kinds', script('NEXT_TOKEN=abc123def456', 'PUBLIC_ACCESS_KEY=abc123def456')],
    ['names in Kubernetes', script('cat > /x <<EOF', 'secret: my-registry-secret', 'imagePullSecret: regcred', 'EOF')],
    ['a host container with public keys', `[settings.host-containers.admin]\nenabled = true\nuser-data = "${base64('{"ssh":{"authorized-keys":["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 a@b"]}}')}"\n`],
    ['a URL with a user alone', script('git clone ssh://git@github.com/a/b', 'curl http://x:8080/a@b')],
    ['curl with a variable', script('curl -u "$USER:$PASS" https://x', 'curl -u admin:${PASS} https://x')],
  ])('%s', (_, text) => expect(read(text).secrets).toEqual([]));
});
