import type { Tokenizer } from './tokenizer.ts';

/**
 * Puts tokens together to text as they come. A character whose bytes are spread over tokens is held back until its last
 * one; bytes that make no character become U+FFFD, as they do in Hugging Face's decoder.
 */
export class TextWriter {
  readonly #tokenizer: Tokenizer;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #onText: (text: string) => void;
  #text = '';

  constructor(tokenizer: Tokenizer, onText: (text: string) => void) {
    this.#tokenizer = tokenizer;
    this.#onText = onText;
  }

  add(id: number): void {
    this.#emit(this.#decoder.decode(this.#tokenizer.bytesOf(id), { stream: true }));
  }

  /** Gives out what was held back, and returns all of the text. */
  finish(): string {
    this.#emit(this.#decoder.decode());
    return this.#text;
  }

  #emit(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#onText(text);
  }
}
