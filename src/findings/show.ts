import { isUnknown } from '../inventory/index.ts';
import type { Evidence } from '../nodes/index.ts';
import type { EvidenceItem, ShownValue } from './finding.ts';
import { looksSecret } from './secret-value.ts';

const longest = 200;

/** A value as reports may show it: cut, and with whatever is or looks like a credential replaced by its type and length. */
export function showValue(value: unknown, sensitive = false, depth = 0): ShownValue {
  if (value === undefined || value === null) return null;
  if (isUnknown(value)) return `<${value.reason}>`;
  if (typeof value === 'string') {
    if (sensitive || looksSecret(value)) return `<sensitive string, ${value.length} characters>`;
    return value.length > longest ? `${value.slice(0, longest)}… (${value.length} characters)` : value;
  }
  if (typeof value === 'number' || typeof value === 'boolean') return sensitive ? `<sensitive ${typeof value}>` : value;
  if (sensitive) return `<sensitive ${Array.isArray(value) ? 'list' : 'object'}>`;
  if (depth > 4) return '…';
  if (Array.isArray(value)) {
    const shown = (value as readonly unknown[]).slice(0, 20).map(item => showValue(item, false, depth + 1));
    return value.length > 20 ? [...shown, `… ${value.length - 20} more`] : shown;
  }
  if (value instanceof Date) return value.toISOString();
  const entries = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined);
  const shown: Record<string, ShownValue> = Object.create(null) as Record<string, ShownValue>;
  for (const [key, member] of entries.slice(0, 20)) shown[key] = showValue(member, false, depth + 1);
  return shown;
}

/** Evidence as reports show it. */
export function showEvidence(evidence: Evidence): EvidenceItem {
  const { ref, resource, path, value, decidedBy, linkedBy, because } = evidence;
  const location = resource?.locate(path);
  const attribute = resource && path !== '' ? resource.attribute(path) : undefined;
  return {
    ref: ref.id,
    path,
    ...(attribute === undefined ? {} : { attribute }),
    ...(isUnknown(value) ? { unknown: { reason: value.reason, refersTo: value.symbol } } : { value: showValue(value, resource?.isSensitive(path) ?? false) }),
    decidedBy,
    linkedBy,
    ...(because === undefined ? {} : { because }),
    ...(location ? { location } : {}),
  };
}
