'use client';

import dynamic from 'next/dynamic';

// React sets neither properties nor listeners of custom events on elements that a server rendered.
const AltText = dynamic(() => import('./alt-text'), { ssr: false });

export default function Page() {
  return <AltText />;
}
