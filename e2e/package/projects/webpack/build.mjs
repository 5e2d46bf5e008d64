import { fileURLToPath } from 'node:url';
import webpack from 'webpack';

const config = {
  mode: 'production',
  context: fileURLToPath(new URL('.', import.meta.url)),
  entry: './page.js',
  output: { path: fileURLToPath(new URL('dist', import.meta.url)), filename: 'page.js', publicPath: 'auto' },
  performance: false,
};
webpack(config, (error, stats) => {
  if (!error && !stats.hasErrors() && !stats.hasWarnings()) return;
  console.error(error ?? stats.toString());
  process.exitCode = 1;
});
