import '../esbuild/build.mjs';
