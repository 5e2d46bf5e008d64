/** A picture that comes with the app. */
export interface Sample {
  /** File name in the folder of `samples.json`. */
  file: string;
  /** What it shows, in English, for people who cannot see it. */
  alt: string;
}

const FOLDER = new URL('samples/', document.baseURI);

/** Where a sample lies. */
export function sampleUrl({ file }: Sample): string {
  return new URL(file, FOLDER).href;
}

/** The list of samples. @throws when it cannot be fetched. */
export async function listSamples(): Promise<Sample[]> {
  const response = await fetch(new URL('samples.json', FOLDER));
  if (!response.ok) throw new Error(`The samples answered with status ${response.status}.`);
  return response.json();
}

/** A sample as a file. @throws when it cannot be fetched. */
export async function fetchSample(sample: Sample): Promise<File> {
  const response = await fetch(sampleUrl(sample));
  if (!response.ok) throw new Error(`The sample answered with status ${response.status}.`);
  const blob = await response.blob();
  return new File([blob], sample.file, { type: blob.type });
}
