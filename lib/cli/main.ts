import { CommanderError } from 'commander';
import { describeAwsError } from '../aws/errors.ts';
import { TidemarkError } from '../model/errors.ts';
import { exitCodes } from './exit-code.ts';
import { Output } from './output.ts';
import { createProgram, usageMessage } from './program.ts';
import type { Surroundings } from './surroundings.ts';

/** What to say of anything that was thrown, and what to exit with. */
function concludeError(error: unknown, { env }: Surroundings): { message: string; exitCode: number } {
  if (error instanceof TidemarkError) return { message: error.message, exitCode: error.exitCode };
  const details = env.TIDEMARK_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return {
    message: `Stopped by an error that was not expected: ${describeAwsError(error)}${details || '; set TIDEMARK_DEBUG=1 to see where'}`,
    exitCode: exitCodes.incomplete,
  };
}

/**
 * Runs the CLI with its arguments (without program and script) and gives the exit code. Standard output has the report
 * and nothing else; everything said beside it goes to standard error.
 */
export async function runCli(
  args: readonly string[],
  version: string,
  surroundings: Surroundings,
): Promise<number> {
  const outputs = { out: new Output(surroundings.stdout), error: new Output(surroundings.stderr) };
  let exitCode: number = exitCodes.nothing;
  const said = { out: '', error: '' };
  const program = createProgram(version, surroundings, outputs, async (work) => {
    exitCode = await work();
  });
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        said.out += text;
      },
      writeErr: (text) => {
        said.error += text;
      },
      outputError: (text, write) => write(usageMessage(command, text)),
      getOutHelpWidth: () => surroundings.stdout.columns ?? 100,
      getErrHelpWidth: () => surroundings.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      exitCode = error.exitCode === 0 ? exitCodes.nothing : exitCodes.usage;
    } else {
      const { message, exitCode: code } = concludeError(error, surroundings);
      said.error += `tidemark: ${message}\n`;
      exitCode = code;
    }
  }
  await outputs.out.write(said.out);
  await outputs.error.write(said.error);
  return exitCode;
}
