import { describe, expect, it } from 'vitest';
import { endGroup, lastLines, run } from './run.ts';

const environment = { PATH: process.env.PATH };

describe('running a program', () => {
  it('gives its exit code and all it printed, line by line', async () => {
    const lines: string[] = [];
    const ended = await run('sh', ['-c', 'echo one; echo two >&2; printf three; exit 3'], {
      environment,
      timeout: 10_000,
      onLine: (line) => lines.push(line),
    });
    expect(ended.code).toBe(3);
    expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
    expect(ended.answer).toBe('one\nthree');
    expect(ended.output).toContain('two');
  });

  it('ends it, and what it started, at the time limit', async () => {
    const began = Date.now();
    // Without its process group, the inner sleep would hold the output open for a minute.
    const ended = await run('sh', ['-c', 'echo started; sleep 60; true'], { environment, timeout: 200 });
    expect(ended).toMatchObject({ code: null, answer: 'started\n' });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it('ends it when the caller gives up', async () => {
    const abort = new AbortController();
    const running = run('sh', ['-c', 'echo started; sleep 60'], {
      environment,
      timeout: 60_000,
      onLine: () => abort.abort(),
      signal: abort.signal,
    });
    await expect(running).rejects.toThrow('aborted');
  });

  it('does not start it when the caller has given up already', async () => {
    const signal = AbortSignal.abort();
    await expect(run('true', [], { environment, timeout: 1_000, signal })).rejects.toThrow('aborted');
  });

  it('fails when there is no such program', async () => {
    await expect(run('no-such-program', [], { environment, timeout: 1_000 })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('ending a process group', () => {
  it.each([
    ['that never was', undefined],
    // Process numbers end far below this.
    ['that is gone', 2 ** 30],
  ])('minds no group %s', (_, leader) => {
    expect(() => endGroup(leader, 'SIGTERM')).not.toThrow();
  });
});

describe('the last lines of an output', () => {
  it.each([
    ['a\nb\nc\n', 2, 'b\nc'],
    ['a', 5, 'a'],
    ['', 5, ''],
  ])('of %j, %i of them, are %j', (output, count, expected) => {
    expect(lastLines(output, count)).toBe(expected);
  });
});
