/** What every place that core runs in has, and the ES library does not declare: browsers, their workers and Node. */

interface Blob {
  readonly size: number;
  readonly type: string;
}

interface File extends Blob {
  readonly name: string;
}
