import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { sdkStreamMixin } from '@smithy/core/serde';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConflictError, FormatError, NotFoundError } from '../../lib/model/errors.ts';
import { readDocument, requireDocument, writeDocument } from '../../lib/store/documents.ts';
import { FolderObjectStore } from '../../lib/store/folder-store.ts';
import { S3ObjectStore } from '../../lib/store/s3-store.ts';

describe('a folder as store', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidemark-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('gives back what was put, and nothing where nothing is', async () => {
    const store = new FolderObjectStore(folder);
    await store.put('a/b/c.json', '{"x":1}');
    expect(Buffer.from((await store.get('a/b/c.json'))?.body ?? []).toString()).toBe('{"x":1}');
    expect(await store.get('nothing')).toBeUndefined();
  });

  test('writes over the version that was read, and only over it', async () => {
    const store = new FolderObjectStore(folder);
    await store.put('k', 'one', { condition: { ifAbsent: true } });
    const { version = '' } = (await store.get('k')) ?? {};
    await store.put('k', 'two', { condition: { ifVersion: version } });
    await expect(store.put('k', 'three', { condition: { ifVersion: version } })).rejects.toBeInstanceOf(
      ConflictError,
    );
    await expect(store.put('k', 'three', { condition: { ifAbsent: true } })).rejects.toBeInstanceOf(
      ConflictError,
    );
    expect(Buffer.from((await store.get('k'))?.body ?? []).toString()).toBe('two');
    expect(await readdir(folder)).toEqual(['k']);
  });

  test('a folder where a file should be, and a folder that cannot be written, are errors', async () => {
    const store = new FolderObjectStore(folder);
    await store.put('a/b', 'x');
    await expect(store.get('a')).rejects.toThrow('EISDIR');
    await expect(store.put('a/b/c', 'x')).rejects.toThrow(/ENOTDIR|EEXIST/);
    await expect(store.put('a', 'x')).rejects.toThrow('EISDIR');
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('a version that is gone cannot be written over', async () => {
    const store = new FolderObjectStore(folder);
    await expect(store.put('k', 'x', { condition: { ifVersion: 'gone' } })).rejects.toThrow(
      /k was changed by another run since it was read; run again/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  test('of several writers that want to be the first exactly one is', async () => {
    const store = new FolderObjectStore(folder);
    const writes = ['1', '2', '3', '4'].map((text) =>
      store.put('k', text, { condition: { ifAbsent: true } }),
    );
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('documents are checked against their schema', async () => {
    const store = new FolderObjectStore(folder);
    const schema = z.strictObject({ x: z.number() });
    await writeDocument(store, 'good', { x: 1 });
    await store.put('wrong', '{"x":"1"}');
    await store.put('cut', '{"x":');
    expect((await readDocument(store, 'good', schema))?.value).toEqual({ x: 1 });
    expect(await readDocument(store, 'none', schema)).toBeUndefined();
    await expect(readDocument(store, 'wrong', schema)).rejects.toBeInstanceOf(FormatError);
    await expect(readDocument(store, 'cut', schema)).rejects.toThrow(/is not JSON/);
    await expect(requireDocument(store, 'none', schema)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('a bucket as store', () => {
  const s3 = mockClient(S3Client);
  const store = new S3ObjectStore(new S3Client({ region: 'eu-west-1' }), 'bucket');
  beforeEach(() => s3.reset());
  const failure = (name: string, status: number) =>
    new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status }, message: name });

  test('gives back what was put, with the version to write over', async () => {
    const Body = sdkStreamMixin(Readable.from([Buffer.from('{"x":1}')]));
    s3.on(GetObjectCommand, { Bucket: 'bucket', Key: 'a/b.json' }).resolves({ Body, ETag: '"7"' });
    const { body, version } = (await store.get('a/b.json')) ?? {};
    expect([Buffer.from(body ?? []).toString(), version]).toEqual(['{"x":1}', '"7"']);
  });

  test('an empty object is empty, not missing', async () => {
    s3.on(GetObjectCommand).resolves({});
    expect(await store.get('k')).toEqual({ body: new Uint8Array(), version: '' });
  });

  test('a missing key is nothing', async () => {
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ $metadata: {}, message: '' }));
    expect(await store.get('k')).toBeUndefined();
  });

  test.each([
    ['a refused read', 'AccessDenied', 403],
    ['a bucket that is not there', 'NoSuchBucket', 404],
  ])('%s is an error, never taken for a missing baseline', async (_name, code, status) => {
    s3.on(GetObjectCommand).rejects(failure(code, status));
    await expect(store.get('k')).rejects.toThrow(code);
  });

  test('conditions and metadata travel as S3 has them', async () => {
    s3.on(PutObjectCommand).resolves({});
    await store.put('k', 'x', {
      condition: { ifVersion: '"1"' },
      metadata: { who: 'Zoë' },
      contentType: 'text/plain',
      contentEncoding: 'gzip',
    });
    await store.put('k', 'x', { condition: { ifAbsent: true } });
    const inputs = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(inputs[0]).toMatchObject({
      IfMatch: '"1"',
      Metadata: { who: 'Zo%C3%AB' },
      ContentType: 'text/plain',
    });
    expect(inputs[1]).toMatchObject({ IfNoneMatch: '*' });
  });

  test.each([
    ['PreconditionFailed', 412],
    ['ConditionalRequestConflict', 409],
    ['NoSuchKey', 404],
  ])('%s is a conflict with another run', async (name, status) => {
    s3.on(PutObjectCommand).rejects(failure(name, status));
    const writing = store.put('k', 'x', { condition: { ifVersion: '"1"' } });
    await expect(writing).rejects.toBeInstanceOf(ConflictError);
    await expect(writing).rejects.toThrow('s3://bucket/k was changed by another run since it was read');
  });

  test('any other failed write is its own error', async () => {
    s3.on(PutObjectCommand).rejects(failure('AccessDenied', 403));
    await expect(store.put('k', 'x')).rejects.toThrow('AccessDenied');
  });
});
