/** `StoredResult.origin`: which models and settings made a result. */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import type { Fingerprint } from '../../../dataset/index.ts';
import type { Models } from '../../serve/text-service.ts';

/** Of a run in this browser. With the same models and settings, the same picture gets the same texts. */
export function originOf({ captioner, matcher }: Models, settings: CaptionSettings): string {
  const models = [captioner.engine, matcher?.matcher].map((model) => {
    if (!model) return null;
    const { source, dtype, target } = model.manifest;
    return [source.id, source.sha256, dtype, target];
  });
  return JSON.stringify([...models, Object.entries(settings).sort()]);
}

/** Of results that a journal had: it differs from that of any run, so that targets of bundles are not mixed up. */
export function journalOrigin(fingerprint: Fingerprint): string {
  return JSON.stringify(fingerprint);
}

/** What the journal says of such a run; null for results that were read from JSON lines. */
export function fingerprintIn(origin: string): Fingerprint | null {
  if (origin === '') return null;
  const value = JSON.parse(origin);
  if (!Array.isArray(value)) return value;
  const [captioner, matcher, settings] = value;
  return {
    captioner: modelIn(captioner),
    matcher: matcher && modelIn(matcher),
    settings: Object.fromEntries(settings) as CaptionSettings,
  };
}

function modelIn([id, sha256, dtype]: [string, string, Fingerprint['captioner']['dtype']]) {
  return { id, sha256, dtype };
}
