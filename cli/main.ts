/** `blipscope`: exit code 0, or a one-line error on standard error and exit code 1. */
import { Command, CommanderError, Option } from 'commander';
import { DTYPES, TARGETS } from '../core/dtypes.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { CacheFlags } from './cache-command.ts';
import { CAPFILT_HELP, type CapFiltFlags, capfiltOptions } from './capfilt/flags.ts';
import { aboutPath, CliError, systemCode } from './errors.ts';
import type { ExportFlags } from './export.ts';
import {
  type AnswerFlags,
  answerOptions,
  type CaptionFlags,
  captionOptions,
  type ExplainFlags,
  explainOptions,
  type MatchFlags,
  type ModelFlags,
  matchOptions,
  modelOptions,
  shardOptions,
} from './options.ts';
import { printError } from './output.ts';
import {
  type ClassifyFlags,
  classifyOptions,
  type DuplicatesFlags,
  type EmbedFlags,
  embedOptions,
  SEARCH_HELP,
  type SearchFlags,
  searchOptions,
} from './search/flags.ts';
import type { ShardFlags } from './shard/models.ts';
import type { ShardCommandFlags } from './shard/shard-command.ts';
import { EXIT_SETTINGS, ShardError } from './shard/shard-error.ts';

const HUB_HELP = `
Models of the hub are read from the endpoint, and the contents of their files from wherever it redirects to;
nothing else is asked. A private or gated model needs an access token in HF_TOKEN, which only the endpoint gets.`;

const EXIT_CODES_HELP = `
The exit code is 0 for a shard that is done, 42 for one that never will be, 75 for one to try again, and 64 for
settings, models or a folder that do not fit. docs/scale.md says more.`;

/** A command's code is loaded when it is called: most need no exporter, or no picture. */
function buildProgram(signal: AbortSignal): Command {
  const program = quiet(new Command('blipscope'))
    .description(packageJson.description)
    .version(packageJson.version);

  quiet(program.command('export'))
    .description('convert a BLIP checkpoint to a bundle of ONNX graphs')
    .argument(
      '<checkpoint>',
      'a folder, a .safetensors, .bin, .pth or .ckpt file, or a model on the hub: owner/name, owner/name@revision or its address',
    )
    .requiredOption('--out <dir>', 'where the bundle goes')
    .addOption(new Option('--target <name>', 'what will run it').choices(TARGETS).default('node'))
    .addOption(new Option('--dtype <name>', 'how weights are stored').choices(DTYPES).default('fp32'))
    .option('--vocab <file>', 'BERT’s vocab.txt, where the checkpoint comes without one')
    .option('--revision <name>', 'a branch, tag or commit of a model on the hub (default: main)')
    .option('--endpoint <url>', 'the hub, or a mirror (default: HF_ENDPOINT, else https://huggingface.co)')
    .addHelpText('after', HUB_HELP)
    .option('--json', 'print JSON lines and nothing else')
    .action(async (source: string, flags: ExportFlags) =>
      (await import('./export.ts')).exportCommand(source, flags, signal),
    );

  const caption = quiet(program.command('caption'))
    .description('caption pictures; lengths and defaults not given are the model’s')
    .argument('<image...>', 'pictures, or folders of pictures');
  for (const option of [...captionOptions(), ...modelOptions()]) caption.addOption(option);
  caption.action(async (paths: string[], flags: CaptionFlags) =>
    (await import('./caption.ts')).captionCommand(paths, flags, signal),
  );

  const capfilt = quiet(program.command('capfilt'))
    .description('caption many pictures, filter captions and original texts by a matcher, and export them')
    .argument('<input...>', MANY_INPUTS)
    .addHelpText('after', CAPFILT_HELP);
  for (const option of capfiltOptions()) capfilt.addOption(option);
  capfilt.action(async (inputs: string[], flags: CapFiltFlags) =>
    (await import('./capfilt/command.ts')).capfiltCommand(inputs, flags, signal),
  );

  addTextCommand(program, 'score', '<text>', 'how likely a captioner finds a text for a picture').action(
    async (path: string, text: string, flags: ModelFlags) =>
      (await import('./score.ts')).scoreCommand(path, text, flags, signal),
  );
  const match = addTextCommand(
    program,
    'match',
    '[text]',
    'whether a text fits a picture, as a matcher sees it',
  );
  for (const option of matchOptions()) match.addOption(option);
  match.action(async (path: string, text: string | undefined, flags: MatchFlags) =>
    (await import('./match.ts')).matchCommand(path, text, flags, signal),
  );
  const explain = addTextCommand(
    program,
    'explain',
    '[text]',
    'where a model looked for each word of a text, or of an answer',
  );
  for (const option of explainOptions()) explain.addOption(option);
  explain.action(async (path: string, text: string | undefined, flags: ExplainFlags) =>
    (await import('./explain.ts')).explainCommand(path, text, flags, signal),
  );
  const answer = addTextCommand(program, 'answer', '[question]', 'answer a question about a picture');
  for (const option of answerOptions()) answer.addOption(option);
  answer.action(async (path: string, question: string | undefined, flags: AnswerFlags) =>
    (await import('./answer.ts')).answerCommand(path, question, flags, signal),
  );

  addSearchCommands(program, signal);
  addShardCommands(program, signal);

  quiet(program.command('cache'))
    .description('show what the cache contains: the demo model, hub downloads and vectors of pictures')
    .option('--clear', 'remove all of it; other files stay')
    .option('--json', 'print JSON lines and nothing else')
    .action(async (flags: CacheFlags) => (await import('./cache-command.ts')).cacheCommand(flags));

  return program.hook('preAction', (_, command) => requireValues(command));
}

const MANY_INPUTS = 'folders, pictures, zip and tar files, tables in Parquet, lists in JSON lines';

function addSearchCommands(program: Command, signal: AbortSignal): void {
  const embed = quiet(program.command('embed'))
    .description('write the vectors of pictures, as a matcher’s contrast head computes them')
    .argument('<input...>', MANY_INPUTS);
  for (const option of embedOptions()) embed.addOption(option);
  embed.action(async (inputs: string[], flags: EmbedFlags) =>
    (await import('./search/embed-command.ts')).embedCommand(inputs, flags, signal),
  );
  const search = quiet(program.command('search'))
    .description('find pictures by a sentence, or pictures like another one')
    .argument('<input...>', `${MANY_INPUTS}; then the text, in quotes`)
    .addHelpText('after', SEARCH_HELP);
  for (const option of searchOptions()) search.addOption(option);
  search.action(async (given: string[], flags: SearchFlags) =>
    (await import('./search/search-command.ts')).searchCommand(given, flags, signal),
  );
  const classify = quiet(program.command('classify'))
    .description('sort pictures into labels, or into none of them')
    .argument('<input...>', MANY_INPUTS);
  for (const option of classifyOptions()) classify.addOption(option);
  classify.action(async (inputs: string[], flags: ClassifyFlags) =>
    (await import('./search/classify-command.ts')).classifyCommand(inputs, flags, signal),
  );
  quiet(program.command('duplicates'))
    .description('find pictures with the same bytes, or that look the same; needs no model')
    .argument('<input...>', MANY_INPUTS)
    .option('--json', 'print JSON lines and nothing else')
    .action(async (inputs: string[], flags: DuplicatesFlags) =>
      (await import('./search/duplicates-command.ts')).duplicatesCommand(inputs, flags, signal),
    );
}

/** What engines of clusters run. */
function addShardCommands(program: Command, signal: AbortSignal): void {
  const shard = quiet(program.command('shard'))
    .description('caption a shard of pictures: a tar file, a table in Parquet, a folder or a list')
    .argument('<in>', 'a path, or an address: file: or http(s):')
    .requiredOption('--out <dir>', 'where the results go')
    .option('--skip-done', 'nothing to do where the shard is done with the same models and settings')
    .addHelpText('after', EXIT_CODES_HELP)
    .action(async (input: string, flags: ShardCommandFlags) =>
      (await import('./shard/shard-command.ts')).shardCommand(input, flags, signal),
    );
  const work = quiet(program.command('work'))
    .description('a child process that captions shards: JSON lines on standard input and output')
    .action(async (flags: ShardFlags) =>
      (await import('./shard/work-command.ts')).workCommand(flags, signal),
    );
  for (const option of [...modelOptions(), ...shardOptions()]) {
    shard.addOption(option);
    if (option.long !== '--json') work.addOption(option);
  }
}

/** A command that takes a picture and a text. */
function addTextCommand(program: Command, name: string, text: string, description: string): Command {
  const command = quiet(program.command(name))
    .description(description)
    .argument('<image>', 'a picture, or a folder of pictures')
    .argument(text, 'in quotes');
  for (const option of modelOptions()) command.addOption(option);
  return command;
}

/** Throws instead of exiting, and leaves errors to `main`. */
function quiet(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeErr: () => {} });
}

/**
 * An empty argument is a variable of the shell that was never set, and an empty path is the folder one stands in.
 * @throws {CliError}
 */
function requireValues(command: Command): void {
  const empty = command.processedArgs.flat().some(isEmpty);
  if (empty) throw new CliError(`An argument of ${command.name()} is empty. Give a name or a text.`);
  for (const option of command.options) {
    const value = command.getOptionValue(option.attributeName());
    if (isEmpty(value) && option.long !== '--prompt')
      throw new CliError(`${option.long} is empty. Give a value.`);
  }
}

const isEmpty = (value: unknown) => typeof value === 'string' && value.trim() === '';

/** npm runs scripts in the project's folder; paths are meant from where the user stands. */
function returnToCaller(): void {
  const { INIT_CWD, npm_lifecycle_event: script } = process.env;
  if (script === 'blipscope' && INIT_CWD) process.chdir(INIT_CWD);
}

async function main(): Promise<void> {
  returnToCaller();
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Whoever asks twice does not want to wait; what is temporary is removed on exit.
      if (interruption.signal.aborted) process.exit(1);
      interruption.abort(new CliError('Interrupted.'));
    });
  }
  process.stdout.on('error', (error) => {
    // A reader that has seen enough, such as `head`, is no error.
    if (systemCode(error) === 'EPIPE') process.exit(0);
    printError(aboutPath('Standard output', error));
    process.exit(1);
  });
  // There is nowhere to report it.
  process.stderr.on('error', () => {});
  try {
    await buildProgram(interruption.signal).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    printError(usageMessage(error));
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ShardError) return error.exitCode;
  if (['shard', 'work'].includes(process.argv[2] ?? '')) return EXIT_SETTINGS;
  return error instanceof CliError ? error.exitCode : 1;
}

/** Commander prefixes its messages, and answers a missing command with the full help. */
function usageMessage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === 'commander.help')
    return new CliError(
      'Name a command: export, caption, capfilt, search, classify, duplicates, embed, score, match, explain, answer, shard, work or cache. Run --help for details.',
    );
  return new CliError(error.message.replace(/^error: /, ''));
}

await main();
