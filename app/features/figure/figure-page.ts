/** Where everything of the figure goes on its page, for a PNG and for an SVG alike. Pure. */
import type { Size } from '../stage/contain';
import { type Figure, layout, type Panel, type Place } from './panels';

/** Width of one picture in the figure, and the space around it. Pixels. */
export const PANEL_WIDTH = 480;
const GAP = 24;
export const FONT = 22;
/** Of the notes below the words, and of the line at the bottom. */
export const SMALL_FONT = 0.7 * FONT;
const LABEL_HEIGHT = 3 * FONT;
/** For the line below that says what the maps are. */
const FOOT_HEIGHT = 2 * FONT;

/** A line of text: the left end of its baseline, and its maximum width. Pixels. */
export interface Line extends Place {
  text: string;
  widest: number;
}

export interface PlacedPanel extends Place {
  panel: Panel;
  title: Line;
  note: Line;
}

export interface FigurePage extends Size {
  /** Every panel's picture has this size. */
  picture: Size;
  panels: PlacedPanel[];
  foot: Line;
}

/** @param picture the picture's own size, for its proportions. */
export function figurePage(figure: Figure, picture: Size): FigurePage {
  const size = { width: PANEL_WIDTH, height: Math.round((PANEL_WIDTH * picture.height) / picture.width) };
  const cell = { width: size.width, height: size.height + LABEL_HEIGHT };
  const { width, height, places } = layout(figure.panels.length, cell, GAP);
  const panels = figure.panels.map((panel, index) => {
    const { x, y } = places[index]!;
    const line = (text: string, drop: number) => ({
      text,
      x,
      y: y + size.height + drop,
      widest: PANEL_WIDTH,
    });
    return { panel, x, y, title: line(panel.title, 1.3 * FONT), note: line(panel.note, 2.3 * FONT) };
  });
  const foot = { text: figure.term, x: GAP, y: height + FONT, widest: width - 2 * GAP };
  return { width, height: height + FOOT_HEIGHT, picture: size, panels, foot };
}
