import * as v from 'valibot';
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  BundleError,
  type BundleManifest,
  MANIFEST_FILE,
} from './manifest.ts';
import { manifestSchema } from './manifest-schema.ts';

/**
 * Reads a manifest's JSON. Throws `BundleError` for another format, a newer version, a field that is missing or is
 * not what it should be, a file that is referred to and not listed, and two files of one name.
 */
export function parseManifest(json: string): BundleManifest {
  const value = parseObject(json);
  if (value.format !== BUNDLE_FORMAT) {
    throw new BundleError(
      'model-corrupt',
      `${MANIFEST_FILE} is not a Blipscope bundle (format ${shown(value.format)}).`,
    );
  }
  if (typeof value.version === 'number' && value.version > BUNDLE_VERSION) {
    throw new BundleError(
      'model-too-new',
      `The bundle has version ${value.version}, this Blipscope reads up to ${BUNDLE_VERSION}. Update Blipscope or export the model again.`,
    );
  }
  const parsed = v.safeParse(manifestSchema, withCurrentKeys(value), { abortEarly: true });
  if (!parsed.success) throw damaged(formatIssue(parsed.issues[0]));
  requireListed(parsed.output);
  requireDistinct(Object.keys(parsed.output.files));
  return parsed.output;
}

/** `fp32Fallback` was called `inFloat` in the first bundles. */
function withCurrentKeys({ inFloat, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return inFloat === undefined ? rest : { fp32Fallback: inFloat, ...rest };
}

function requireListed({ files, answerer, ...captioner }: BundleManifest): void {
  const named = [captioner, ...(answerer ? [answerer] : [])].flatMap(
    ({ text, graphs, fp32Fallback = {} }) => [
      text.tokenizer,
      ...[...Object.values(graphs), ...Object.values(fp32Fallback)].flatMap(({ file, data }) => [
        file,
        ...data,
      ]),
    ],
  );
  const missing = named.find((name) => !Object.hasOwn(files, name));
  if (missing !== undefined) throw damaged(`it does not list its file ${missing}`);
}

/** Some file systems have no two names that differ in case only; the manifest's own name is taken. */
function requireDistinct(names: readonly string[]): void {
  const seen = new Map<string, string>([[MANIFEST_FILE, MANIFEST_FILE]]);
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) throw damaged(`the names ${other} and ${name} of its files are the same`);
    seen.set(name.toLowerCase(), name);
  }
}

const MAX_VALUE_LENGTH = 40;

/** The start of a value in one line. */
function shown(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? 'an object'
    : inOneLine(JSON.stringify(value) ?? 'none');
}

function inOneLine(text: string): string {
  const start = text.slice(0, MAX_VALUE_LENGTH).replace(/\s+/g, ' ');
  return text.length > MAX_VALUE_LENGTH ? `${start}…` : start;
}

/** The path of the field, its value, and the expected value. */
function formatIssue(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => inOneLine(String(key))).join('.');
  if (issue.received === 'undefined') return `${path} is missing`;
  return `${path} is ${inOneLine(issue.received)}, expected was ${issue.expected ?? issue.requirement}`;
}

function damaged(what: string): BundleError {
  return new BundleError(
    'model-corrupt',
    `${MANIFEST_FILE} cannot be used: ${what}. Export the model again.`,
  );
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // The message below serves for both: the file is not a JSON object.
  }
  throw damaged('it is not a JSON object');
}
