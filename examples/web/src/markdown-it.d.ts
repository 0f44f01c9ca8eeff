/** What is used of markdown-it, which comes without types. */
declare module "markdown-it" {
  interface Token {
    readonly tag: string;
    readonly content: string;
    readonly level: number;
    attrGet(name: string): string | null;
  }
  interface Match {
    readonly index: number;
    readonly lastIndex: number;
    readonly url: string;
  }
  export default class MarkdownIt {
    constructor(options: { html: boolean; linkify: boolean; breaks: boolean });
    validateLink: (url: string) => boolean;
    readonly linkify: {
      set(options: { fuzzyLink: boolean; fuzzyEmail: boolean }): void;
      match(text: string): Match[] | null;
    };
    readonly options: object;
    readonly renderer: {
      readonly rules: Record<string, (tokens: Token[], index: number) => string>;
      render(tokens: Token[], options: object, environment: object): string;
    };
    readonly utils: { escapeHtml(text: string): string };
    parse(text: string, environment: object): Token[];
  }
}
