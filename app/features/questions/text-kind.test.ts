import { describe, expect, test } from 'vitest';
import { kindOfText, otherKind } from './text-kind';

describe('a question', () => {
  test.each([
    'a red cup?',
    'the dog is where ?',
    'red or blue? ',
    'what is on the table',
    "what's on the table",
    'What’s he holding',
    'where is the dog',
    'how many cups are there',
    'which colour is the cup',
    'who is there',
    'whose hat is it',
    'is there a dog',
    'Are the cups red',
    'does the cat sleep',
    "isn't it a dog",
    'can you see a dog',
    'on what does the dog lie',
    'in which room is she',
    'wie viele Tassen sind da',
    'welche Farbe hat die Tasse',
    'Was ist auf dem Tisch',
    'is',
    'was the dog here?”',
  ])('%s', (text) => expect(kindOfText(text)).toBe('question'));
});

describe('a statement', () => {
  test.each([
    'a dog on a sofa',
    'two cups',
    'the place where the dog sleeps',
    'an island with palms',
    'isolated houses on a hill',
    'whole wheat bread',
    'doing sports',
    'what a beautiful dog',
    'how lovely',
    'can of beans on a shelf',
    'candles on a cake',
    'on a table',
    'a hat',
    'is it a dog.',
    'wolves in the snow',
    'area with trees',
  ])('%s', (text) => expect(kindOfText(text)).toBe('statement'));
});

test('nothing yet is a question to come', () => {
  expect(kindOfText('  ')).toBe('question');
});

test('each kind has another one', () => {
  expect(otherKind('question')).toBe('statement');
  expect(otherKind(otherKind('question'))).toBe('question');
});
