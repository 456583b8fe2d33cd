/**
 * A path as the relative URI reference that code scanning resolves against the repository's root: forward slashes,
 * percent-encoded. The report knows neither that root nor the working directory, so it says what it can without guessing:
 * `a/./b/../c` is `a/c`; a path that climbs out loses its leading `..`; of an absolute one, which would name the machine it
 * was made on, only the file's name is left; standard input is `stdin`.
 */
export function sarifUri(path: string): string {
  if (path === '-') return 'stdin';
  const slashed = path.replaceAll('\\', '/');
  const kept: string[] = [];
  for (const segment of slashed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const isAbsolute = /^(?:\/|[a-z]:|file:)/i.test(slashed);
  const segments = isAbsolute ? kept.slice(-1) : kept;
  // encodeURIComponent throws on half a surrogate pair.
  const encoded = segments.map(segment => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'))).join('/');
  return encoded === '' ? 'unnamed' : encoded;
}
