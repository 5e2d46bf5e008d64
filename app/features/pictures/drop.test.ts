import { expect, test } from 'vitest';
import { bringsFiles, dropOf } from './drop';

type Tree = { [name: string]: Tree | File };

/** An entry as the browser makes it; folders come in portions of two. */
function entryOf(name: string, node: Tree | File): FileSystemEntry {
  const base = { name, isFile: node instanceof File, isDirectory: !(node instanceof File) };
  if (node instanceof File)
    return Object.assign(Object.create(null), base, { file: (done: (file: File) => void) => done(node) });
  const children = Object.entries(node).map(([child, below]) => entryOf(child, below));
  const createReader = () => {
    const left = [...children];
    return { readEntries: (done: (portion: FileSystemEntry[]) => void) => done(left.splice(0, 2)) };
  };
  return Object.assign(Object.create(null), base, { createReader });
}

function transferOf(tree: Tree): Pick<DataTransfer, 'items' | 'files'> {
  const items = Object.entries(tree).map(([name, node]) => ({ webkitGetAsEntry: () => entryOf(name, node) }));
  return Object.assign(Object.create(null), {
    items,
    files: Object.values(tree).filter((node) => node instanceof File),
  });
}

const file = (name: string) => new File(['x'], name);
const paths = async (tree: Tree) => (await dropOf(transferOf(tree)).files()).map(({ path }) => path);

test('loose files come as they are', async () => {
  expect(await paths({ 'a.jpg': file('a.jpg'), 'b.jpg': file('b.jpg') })).toEqual(['a.jpg', 'b.jpg']);
});

test('folders are read completely, in all their portions, without hidden files', async () => {
  const trip = {
    '.DS_Store': file('.DS_Store'),
    '1.jpg': file('1.jpg'),
    day: { '2.jpg': file('2.jpg') },
    '3.jpg': file('3.jpg'),
  };
  expect(await paths({ trip, 'loose.jpg': file('loose.jpg') })).toEqual([
    'trip/1.jpg',
    'trip/day/2.jpg',
    'trip/3.jpg',
    'loose.jpg',
  ]);
});

test('a drag of text is not ours', () => {
  expect(bringsFiles({ types: ['text/plain'] })).toBe(false);
  expect(bringsFiles({ types: ['Files'] })).toBe(true);
  expect(bringsFiles(null)).toBe(false);
});

test('one folder alone has a name, and a handle where the browser gives one', async () => {
  const drop = dropOf(transferOf({ trip: { '1.jpg': file('1.jpg') } }));
  expect([drop.folder, await drop.handle]).toEqual(['trip', null]);
  expect(dropOf(transferOf({ 'a.jpg': file('a.jpg') })).folder).toBeNull();
  expect(dropOf(transferOf({ trip: {}, 'a.jpg': file('a.jpg') })).folder).toBeNull();

  const transfer = transferOf({ trip: {} });
  const handle = { kind: 'directory', name: 'trip' };
  Object.assign(transfer.items[0] ?? {}, { getAsFileSystemHandle: async () => handle });
  expect(await dropOf(transfer).handle).toBe(handle);
});
