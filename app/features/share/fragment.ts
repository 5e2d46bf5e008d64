/** Before the view in an address. */
export const VIEW_FRAGMENT = '#view=';

export function isViewLink(fragment: string): boolean {
  return fragment.startsWith(VIEW_FRAGMENT);
}

/** As browsers name a saved view, the second of a name included: `dog.blipscope-view (1).json`. */
export function isViewFile({ name }: Pick<File, 'name'>): boolean {
  return /\.blipscope-view ?(\(\d+\))?\.json$/i.test(name);
}
