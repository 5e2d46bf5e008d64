/** Numbers, sizes, lists and plurals as a language writes them. */

const CODES = ['en', 'de'] as const;

export type Language = (typeof CODES)[number];
export const LANGUAGES: readonly Language[] = CODES;

/** The forms that a language tells apart; `other` serves for those that are not given. */
type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export type Formats = ReturnType<typeof formatsOf>;

export function formatsOf(language: Language) {
  const plurals = new Intl.PluralRules(language);
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const numbers = new Map<string, Intl.NumberFormat>();

  function formatted(value: number, options: Intl.NumberFormatOptions): string {
    const key = JSON.stringify(options);
    const made = numbers.get(key) ?? new Intl.NumberFormat(language, options);
    numbers.set(key, made);
    return made.format(value);
  }

  /** @param digits after the decimal separator. */
  function number(value: number, digits = 0): string {
    return formatted(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function unit(value: number, name: string, digits: number): string {
    return formatted(value, {
      style: 'unit',
      unit: name,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }

  return {
    language,
    number,

    /** A share 0…1. Never "100%" or "0%" for what is not exactly that. */
    percent(share: number): string {
      const whole = (value: number) => formatted(value, { style: 'percent' });
      if (share >= 0.995 && share < 1) return `>${whole(0.99)}`;
      if (share < 0.005 && share > 0) return `<${whole(0.01)}`;
      return whole(share);
    },

    /** Bytes in decimal units, with about three digits. */
    bytes(bytes: number): string {
      if (bytes >= 1e9) return unit(bytes / 1e9, 'gigabyte', bytes < 1e10 ? 2 : 1);
      if (bytes >= 1e8) return unit(bytes / 1e6, 'megabyte', 0);
      if (bytes >= 1e6) return unit(bytes / 1e6, 'megabyte', 1);
      return unit(bytes > 0 ? Math.max(1, bytes / 1e3) : 0, 'kilobyte', 0);
    },

    /** A duration, in the SI symbols that all languages share. */
    seconds: (seconds: number, digits = 0) => `${number(seconds, digits)} s`,
    milliseconds: (ms: number, digits = 0) => `${number(ms, digits)} ms`,

    /** A time to wait, roughly. */
    wait(seconds: number): string {
      if (seconds < 100) return `${number(Math.max(1, Math.round(seconds)))} s`;
      const minutes = Math.round(seconds / 60);
      return minutes < 100 ? `${number(minutes)} min` : `${number(Math.round(minutes / 60))} h`;
    },

    /** "a, b and c" */
    list: (items: readonly string[]) => lists.format(items),

    plural: (count: number, forms: PluralForms) => forms[plurals.select(count)] ?? forms.other,
  };
}
