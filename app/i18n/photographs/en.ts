/** What the page says about photographs, which the demo model does not know, in English. */
import type { Estimate } from '../../features/photographs/estimate';
import { f } from '../shared/en';

/** Of a connection, from bytes a second. */
const megabits = (bytesPerSecond: number) => `${f.number(bytesPerSecond / 125_000)} Mbit/s`;

export const photographs = {
  title: 'The demo model knows drawings, not photographs',
  pictures: ({ count }: { count: number }) =>
    f.plural(count, {
      one: 'Your picture looks like a photograph. It is not captioned yet.',
      other: `${count} of your pictures look like photographs. They are not captioned yet.`,
    }),
  collection: 'The pictures of this folder look like photographs. None is captioned yet.',
  offer: ({ name, left, bytes }: { name: string; left: number; bytes: number }) =>
    `A model for photographs is <b>${name}</b>: ${f.bytes(left)} to download, ${f.bytes(bytes)} on this device.`,
  time: ({ seconds, bytesPerSecond, preparing }: Estimate) =>
    `At ${megabits(bytesPerSecond)} the download takes about ${f.wait(seconds)}, and about ${f.wait(preparing)} more go into preparing it.`,
  metered: ({ bytes }: { bytes: number }) =>
    `Your browser saves data, or this is a mobile connection: ${f.bytes(bytes)} may cost money.`,
  offline: 'There is no network now. A model can be added from files on this device, or downloaded later.',
  noRoom: ({ bytes, free }: { bytes: number; free: number }) =>
    `There is not enough space: installing takes up to ${f.bytes(bytes)}, and ${f.bytes(free)} are free.`,
  install: ({ bytes }: { bytes: number }) => `Install it (${f.bytes(bytes)})`,
  use: ({ name }: { name: string }) => `Use ${name}`,
  goOn: 'Go on with the demo model',
  fromFiles: 'Add a model from files',
  installing: ({ name }: { name: string }) => `${name} is being installed`,
  wait: 'Your photographs are captioned when it is there.',
  meanwhile: 'The demo model guesses until it is there; then your photographs are captioned again.',
  captionMeanwhile: 'Use the demo model until then',
};
