import type { Capability } from '../../../../core/protocol';

/** A model to suggest. Bytes are those of its weights at the hub; what is kept is told exactly before a download. */
export interface Recommendation {
  id: string;
  name: string;
  purpose: string;
  capability: Extract<Capability, 'caption' | 'match'>;
  downloadBytes: number;
}

export const RECOMMENDED: readonly Recommendation[] = [
  {
    id: 'Salesforce/blip-image-captioning-base',
    name: 'BLIP captions, base',
    purpose: 'Captions for photographs. Start here.',
    capability: 'caption',
    downloadBytes: 990e6,
  },
  {
    id: 'Salesforce/blip-image-captioning-large',
    name: 'BLIP captions, large',
    purpose: 'Captions with more detail. Twice the size, several times the work.',
    capability: 'caption',
    downloadBytes: 1.88e9,
  },
  {
    id: 'Salesforce/blip-itm-base-coco',
    name: 'BLIP matching, base',
    purpose: 'Says how well a caption fits its picture, and ranks captions by it. Everyday scenes (COCO).',
    capability: 'match',
    downloadBytes: 895e6,
  },
  {
    id: 'Salesforce/blip-itm-large-coco',
    name: 'BLIP matching, large',
    purpose: 'The same with a sharper eye. Twice the size.',
    capability: 'match',
    downloadBytes: 1.79e9,
  },
  {
    id: 'Salesforce/blip-itm-base-flickr',
    name: 'BLIP matching, base, for people',
    purpose: 'Matching learned from Flickr30k: people and what they do.',
    capability: 'match',
    downloadBytes: 895e6,
  },
];
