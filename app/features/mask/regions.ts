/** Rectangles of a picture, in shares of its sides. Pure. */
import type { Region } from '../../../core/protocol';
import { mergeLists } from '../../store/merge';
import { type Place, placeAt } from '../heatmap/place';

/** A place on the picture, in shares 0…1 from the upper left; a hand may be outside. */
export interface Point {
  x: number;
  y: number;
}

/** The least side of a region: less than that was a click and no rectangle. */
const MIN_SIDE = 0.02;

/** What a drag from one place to another encloses of the picture; null for next to nothing. */
export function regionBetween(from: Point, to: Point): Region | null {
  const [left, right] = ordered(from.x, to.x);
  const [top, bottom] = ordered(from.y, to.y);
  const region = { left, top, width: right - left, height: bottom - top };
  return region.width < MIN_SIDE || region.height < MIN_SIDE ? null : region;
}

function ordered(a: number, b: number): [number, number] {
  const [one, other] = [clamp(a, 0, 1), clamp(b, 0, 1)];
  return one < other ? [one, other] : [other, one];
}

/** Moves a region by shares of the picture, as far as the picture goes. */
export function moveRegion(region: Region, right: number, down: number): Region {
  return {
    ...region,
    left: clamp(region.left + right, 0, 1 - region.width),
    top: clamp(region.top + down, 0, 1 - region.height),
  };
}

/** Moves the lower right corner of a region, as far as the picture goes. */
export function sizeRegion(region: Region, wider: number, taller: number): Region {
  return {
    ...region,
    width: clamp(region.width + wider, MIN_SIDE, 1 - region.left),
    height: clamp(region.height + taller, MIN_SIDE, 1 - region.top),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

export function sameRegions(a: readonly Region[], b: readonly Region[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A region has no identity but its place. */
export const mergeRegions = mergeLists<Region>((region) => JSON.stringify(region));

/** Where the middle of a region is. */
export function placeOf({ left, top, width, height }: Region): Place {
  return placeAt(left + width / 2, top + height / 2);
}
