import type { ManifestOptions } from 'vite-plugin-pwa';

export const webAppManifest: Partial<ManifestOptions> = {
  name: 'Blipscope',
  short_name: 'Blipscope',
  description:
    'Captions for your pictures and, word by word, where the model looked. On this device, offline.',
  start_url: '.',
  scope: '.',
  display: 'standalone',
  background_color: '#20201e',
  theme_color: '#20201e',
  categories: ['photo', 'utilities', 'education'],
  icons: [
    { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
};
