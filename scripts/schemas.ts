import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/**
 * Writes the JSON Schemas that the package ships from the types they describe; with `--check` writes nothing and fails if one
 * is not fresh. Runs from anywhere, bundled or not.
 */
const schemas = [
  {
    file: 'schemas/report.schema.json',
    source: 'src/reporters/json-report.ts',
    type: 'JsonReport',
    title: 'Report of eks-audit scan --format json',
  },
];

const root = projectRoot();
let stale = 0;
for (const { file, source, type, title } of schemas) {
  const made = createGenerator({
    path: join(root, source),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    // The types are checked by tsc; the generator brings an older compiler of its own.
    skipTypeCheck: true,
    // Members may be added within a schema version, so a document with more of them must stay valid.
    additionalProperties: true,
    topRef: false,
    sortProps: false,
  }).createSchema(type);
  const { $schema, ...rest } = made;
  const text = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
  const path = join(root, file);
  if (readIfThere(path) === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${relative(process.cwd(), path)} is not what ${source} says: run npm run schemas`);
    stale++;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${relative(process.cwd(), path)}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;

/** The folder of our package.json, above this file wherever it was bundled to. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!readIfThere(join(folder, 'package.json'))?.includes('"name": "eks-audit"')) {
    const above = dirname(folder);
    if (above === folder) throw new Error('no package.json of eks-audit above this script');
    folder = above;
  }
  return folder;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
