export { createTokenizer, type SpecialIds } from './tokenizer.ts';
