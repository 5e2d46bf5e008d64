import type { Capability } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';

/** A model to suggest. Bytes are those of its weights at the hub; the exact size on disk is shown before a download. */
export interface Recommendation {
  /** The catalogue has its name and purpose. */
  id: keyof Messages['models']['add']['recommended'];
  capability: Extract<Capability, 'caption' | 'match' | 'answer'>;
  downloadBytes: number;
}

export const RECOMMENDED: readonly [Recommendation, ...Recommendation[]] = [
  {
    id: 'Salesforce/blip-image-captioning-base',
    capability: 'caption',
    downloadBytes: 990e6,
  },
  {
    id: 'Salesforce/blip-image-captioning-large',
    capability: 'caption',
    downloadBytes: 1.88e9,
  },
  {
    id: 'Salesforce/blip-itm-base-coco',
    capability: 'match',
    downloadBytes: 895e6,
  },
  {
    id: 'Salesforce/blip-itm-large-coco',
    capability: 'match',
    downloadBytes: 1.79e9,
  },
  {
    id: 'Salesforce/blip-itm-base-flickr',
    capability: 'match',
    downloadBytes: 895e6,
  },
  {
    id: 'Salesforce/blip-vqa-base',
    capability: 'answer',
    downloadBytes: 1.54e9,
  },
  {
    id: 'Salesforce/blip-vqa-capfilt-large',
    capability: 'answer',
    downloadBytes: 1.54e9,
  },
];
