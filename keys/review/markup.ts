/**
 * HTML by template: what we wrote is markup, what is filled in is text. Nothing else makes a `Markup`, so a value that
 * somebody else wrote cannot become a tag, an attribute or a style.
 */
class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}
export type { Markup };

type Filled = string | number | Markup | readonly Markup[];

export function html(literals: TemplateStringsArray, ...values: readonly Filled[]): Markup {
  const [first = "", ...rest] = literals;
  return new Markup(
    rest.reduce((text, literal, i) => text + filled(values[i] ?? "") + literal, first),
  );
}

export const NOTHING: Markup = html``;

function filled(value: Filled): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === "object") return value.join("");
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
