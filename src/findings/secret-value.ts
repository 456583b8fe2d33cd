/**
 * Whether a value is, or holds, a credential by its form: key ids, tokens and private keys that say what they are, and
 * passwords in URLs. Names of settings are not looked at, so ARNs, ids and policy documents stay readable.
 */
export function looksSecret(value: string): boolean {
  return value.length >= 12 && forms.test(value);
}

const forms = new RegExp(
  [
    '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b',
    '-----BEGIN [A-Z ]*PRIVATE KEY-----',
    '\\bgh[pousr]_[A-Za-z0-9]{30,}',
    '\\bgithub_pat_[A-Za-z0-9_]{30,}',
    '\\bglpat-[A-Za-z0-9_-]{20,}',
    '\\bxox[abprs]-[A-Za-z0-9-]{10,}',
    '\\bnpm_[A-Za-z0-9]{30,}',
    '\\bsk_live_[A-Za-z0-9]{16,}',
    '[a-z][a-z0-9+.-]*://[^\\s/:@]+:[^\\s/:@]+@',
    '(?:password|passwd|secret_?(?:access_?)?key|api_?key|token)["\']?\\s*[:=]\\s*["\']?[^\\s"\'${}]{8,}',
  ].join('|'),
  'i',
);
