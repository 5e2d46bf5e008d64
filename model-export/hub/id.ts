const HUB_ID = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

/** `owner/name`, as the hub calls models. */
export function isHubId(text: string): boolean {
  return HUB_ID.test(text);
}
