import { crc32 } from 'node:zlib';

/**
 * A zip archive of one small file, stored without compression: what CreateFunction takes as code.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central
 * directory) and 4.3.16 (its end). The date is fixed, so that the same code has the same CodeSha256 every time.
 */
export function zipOfOneFile(name: string, content: string): Uint8Array {
  const data = Buffer.from(content);
  const path = Buffer.from(name);
  // Version, flags, method, time and date (1 January 1980), checksum, sizes, name length, no extra field.
  const description = Buffer.alloc(26);
  description.writeUInt16LE(20, 0);
  description.writeUInt16LE(0x21, 8);
  description.writeUInt32LE(crc32(data), 10);
  description.writeUInt32LE(data.length, 14);
  description.writeUInt32LE(data.length, 18);
  description.writeUInt16LE(path.length, 22);
  const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), description, path, data]);

  const madeBy = Buffer.from([20, 0]);
  // Comment length, disk number, attributes (a file everybody may read), offset of the local header: the first byte.
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(0o100644 * 0x10000, 6);
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    madeBy,
    description,
    attributes,
    path,
  ]);

  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(file.length, 12);
  return Buffer.concat([file, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
