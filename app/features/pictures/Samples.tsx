import { useEffect, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useAppStore } from '../../store/react';
import classes from './pictures.module.css';
import { fetchSample, listSamples, type Sample, sampleUrl } from './samples';

interface SamplesProps {
  title: string;
  /** Called when one was chosen. */
  onTaken?: () => void;
}

/** Pictures to try; nothing where they cannot be fetched. */
export function Samples({ title, onTaken }: SamplesProps) {
  const { getState } = useAppStore();
  const m = useMessages().pictures;
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [missing, setMissing] = useState<string | null>(null);
  useEffect(() => {
    listSamples().then(setSamples, () => setSamples([]));
  }, []);
  const add = (sample: Sample) =>
    fetchSample(sample).then(
      (file) => {
        getState().pictures.addFiles([file], { sample: true });
        onTaken?.();
      },
      () => setMissing(sample.file),
    );
  if (samples.length === 0) return null;
  return (
    <div>
      <h3 className={classes.samplesTitle}>{title}</h3>
      <ul className={classes.samples}>
        {samples.map((sample) => (
          <li key={sample.file}>
            <button
              type="button"
              className={classes.sample}
              aria-label={m.sample({ alt: m.sampleAlt(sample) })}
              onClick={() => void add(sample)}
            >
              <img src={sampleUrl(sample)} alt="" loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
      {missing && <p role="alert">{m.sampleMissing({ name: missing })}</p>}
    </div>
  );
}
