/** System colours follow `color-scheme` and the contrast that a person has chosen. */
const CSS = `
:host { display: block; color: var(--blip-caption-ink, CanvasText); font: inherit; }
:host([hidden]), [hidden], slot { display: none !important; }
.rows { display: grid; gap: var(--blip-caption-gap, 0.5em); }
label, .lines { display: grid; gap: 0.25em; }
textarea, button {
  font: inherit;
  box-sizing: border-box;
  border-radius: var(--blip-caption-radius, 0.25em);
}
textarea {
  inline-size: 100%;
  padding: 0.4em;
  resize: vertical;
  color: var(--blip-caption-field-ink, FieldText);
  background: var(--blip-caption-field, Field);
  border: 1px solid var(--blip-caption-line, currentColor);
}
textarea:disabled { opacity: 0.6; }
button { min-block-size: 2em; padding-inline: 0.8em; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5em; }
.check { display: flex; align-items: baseline; gap: 0.5em; }
.check input { inline-size: 1.1em; block-size: 1.1em; margin: 0; accent-color: var(--blip-caption-accent, auto); }
.length { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; margin: 0; font-size: 0.875em; }
.meter { flex: none; inline-size: 6em; block-size: 0.4em; border: 1px solid; border-radius: 0.2em; overflow: hidden; }
.meter span { display: block; block-size: 100%; background: var(--blip-caption-bar, currentColor); }
@media (forced-colors: active) { .meter span { background: CanvasText; forced-color-adjust: none; } }
.loading { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; }
progress { inline-size: 12em; max-inline-size: 100%; accent-color: var(--blip-caption-accent, auto); }
p { margin: 0; overflow-wrap: anywhere; }
p:empty, .unseen:empty { display: none; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
p.error { color: var(--blip-caption-error, inherit); font-weight: 600; }
`;

let sheet: CSSStyleSheet | null = null;

/** One sheet for all elements; a page's Content-Security-Policy need not allow it. */
export function styleSheet(): CSSStyleSheet {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}
