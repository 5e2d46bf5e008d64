/** Which texts may become code: browsers with Trusted Types ask this of everything that a page or worker runs. */

/** As much of the browser's factory as is used; some browsers have none. */
interface TrustedTypesFactory {
  createPolicy(name: 'default', rules: Rules): unknown;
}

interface Rules {
  createHTML(text: string): string;
  createScriptURL(url: string): string;
}

/**
 * Allows scripts of this origin for workers and the service worker, and text without elements where a library writes
 * a stylesheet through `innerHTML`. Everything else is refused, text as code included.
 */
export function restrictCode(global: {
  location: { href: string };
  trustedTypes?: TrustedTypesFactory;
}): void {
  const { location, trustedTypes } = global;
  trustedTypes?.createPolicy('default', rulesFor(location.href));
}

/** @param base the address of the page or worker */
export function rulesFor(base: string): Rules {
  return { createHTML: requireNoElements, createScriptURL: (url) => requireOrigin(url, base) };
}

function requireNoElements(text: string): string {
  if (text.includes('<')) throw new TypeError('HTML with elements is not written here.');
  return text;
}

/** Blobs and data have addresses with an origin too, or none: only files that the host serves are scripts. */
function requireOrigin(url: string, base: string): string {
  const { origin, protocol } = new URL(url, base);
  if (origin !== new URL(base).origin || !/^https?:$/.test(protocol))
    throw new TypeError(`${url} is not a script of this app.`);
  return url;
}
