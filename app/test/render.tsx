import { MantineProvider } from '@mantine/core';
import { cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { afterEach } from 'vitest';
import type { AppStore } from '../store/app-state';
import { StoreContext } from '../store/react';
import { theme } from '../theme';

afterEach(cleanup);

/** Renders a part of the page on a store, and gives the hands to use it. */
export function renderWith(store: AppStore, element: ReactElement) {
  render(
    <MantineProvider theme={theme} env="test">
      <StoreContext value={store}>{element}</StoreContext>
    </MantineProvider>,
  );
  return userEvent.setup();
}
