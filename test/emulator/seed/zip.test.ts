import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipOfOneFile } from './zip.ts';

describe('a zip archive of one file', () => {
  const archive = Buffer.from(zipOfOneFile('index.mjs', 'export const answer = 42;\n'));

  it('has the file, with its checksum and length, where the directory at its end says', () => {
    const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    const directory = archive.readUInt32LE(end + 16);
    expect(archive.subarray(directory, directory + 4).toString('latin1')).toBe('PK\x01\x02');
    expect(archive.readUInt32LE(directory + 16)).toBe(crc32('export const answer = 42;\n'));
    const file = archive.readUInt32LE(directory + 42);
    expect(archive.subarray(file, file + 4).toString('latin1')).toBe('PK\x03\x04');
    const length = archive.readUInt32LE(file + 22);
    expect(archive.subarray(file + 30, file + 30 + 9).toString()).toBe('index.mjs');
    expect(archive.subarray(file + 39, file + 39 + length).toString()).toBe('export const answer = 42;\n');
  });

  it('is the same for the same file', () => {
    expect(zipOfOneFile('index.mjs', 'a')).toEqual(zipOfOneFile('index.mjs', 'a'));
    expect(zipOfOneFile('index.mjs', 'a')).not.toEqual(zipOfOneFile('index.mjs', 'b'));
  });
});
