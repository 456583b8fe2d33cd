/** Why a file or folder cannot be read or written, in words that follow a colon. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (Object.hasOwn(words, code) ? words[code] : undefined) ?? (error instanceof Error ? error.message : String(error));
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is a file, or its folder is',
  ENOSPC: 'the disk is full',
  EFBIG: 'it would be larger than is allowed',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
};
