import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The folders that import no AWS SDK and do no input or output, and what they may import of the others. */
const pureFolders = ['model', 'attribution', 'diff', 'risk', 'rules', 'cost', 'findings', 'compliance'];
/** Pure parts of other folders that the pure folders may use. */
const pureElsewhere = [/^lib\/snapshot\//];
/** Modules that do no input or output. */
const harmless =
  /^(zod|json-diff-ts|ipaddr\.js|safe-stable-stringify|@marcbachmann\/cel-js|re2js|node:crypto)$/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
  );
}

describe('the architecture is a one-way street', () => {
  test.each(pureFolders)('lib/%s imports no AWS SDK and does no input or output', (folder) => {
    for (const file of filesBelow(join('lib', folder))) {
      const foreign = importsOf(file).filter(
        (name) =>
          !pureFolders.some((pure) => name.startsWith(`lib/${pure}/`)) &&
          !pureElsewhere.some((pure) => pure.test(name)) &&
          !harmless.test(name),
      );
      expect({ file, foreign }).toEqual({ file, foreign: [] });
    }
  });

  test('lib/snapshot is pure too, but for decompressing', () => {
    for (const file of filesBelow('lib/snapshot')) {
      const foreign = importsOf(file).filter(
        (name) =>
          !/^lib\/(model|snapshot)\//.test(name) &&
          !harmless.test(name) &&
          !/^node:(zlib|stream)$/.test(name),
      );
      expect({ file, foreign }).toEqual({ file, foreign: [] });
    }
  });

  test('lib imports neither functions, infra, bin nor tests', () => {
    for (const file of filesBelow('lib')) {
      const foreign = importsOf(file).filter((name) => /^(functions|infra|bin|test)\//.test(name));
      expect({ file, foreign }).toEqual({ file, foreign: [] });
    }
  });

  test('resource types import no adapter but the reader they are given', () => {
    for (const file of filesBelow('lib/resources')) {
      const foreign = importsOf(file).filter((name) =>
        /^lib\/(scan|store|notify|report|cli|config)\//.test(name),
      );
      expect({ file, foreign }).toEqual({ file, foreign: [] });
    }
  });

  test('files stay short enough to be read at a sitting', () => {
    const long = ['lib', 'functions', 'infra', 'bin']
      .flatMap((folder) => filesBelow(folder))
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});
