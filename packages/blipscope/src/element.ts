/**
 * Defines `<blip-caption>`.
 *
 * @module blipscope/element
 */

import { BlipCaptionElement, type BlipCaptionEvent } from './element/blip-caption.ts';

export type { BlipCaptionProps } from './element/attributes.ts';
export {
  type BlipCaptionDetail,
  BlipCaptionElement,
  type BlipCaptionEvent,
} from './element/blip-caption.ts';
export type { Candidate, CaptionClient } from './element/candidates.ts';

declare global {
  interface HTMLElementTagNameMap {
    'blip-caption': BlipCaptionElement;
  }
  interface HTMLElementEventMap {
    'blip-caption': BlipCaptionEvent;
  }
}

if (globalThis.customElements && !customElements.get('blip-caption'))
  customElements.define('blip-caption', BlipCaptionElement);
