import { MantineProvider } from '@mantine/core';
import classes from './App.module.css';
import { AppearanceButton } from './AppearanceButton';
import { createColorSchemeManager } from './color-scheme';
import { Captions } from './features/captions/Captions';
import { BackToGrid, CollectionPart } from './features/collection/CollectionPart';
import { Help } from './features/help/Help';
import { BackendBadge } from './features/models/active/BackendBadge';
import { ModelPicker } from './features/models/ModelPicker';
import { ModelsButton } from './features/models/ModelsButton';
import { PhotographNotice } from './features/photographs/PhotographNotice';
import { DropAnywhere } from './features/pictures/DropAnywhere';
import { FilePicker } from './features/pictures/picker';
import { isZoomedOut } from './features/pictures/pictures.selectors';
import { Strip } from './features/pictures/Strip';
import { StripGridPart } from './features/pictures/StripGridPart';
import { Banners } from './features/pwa/Banners';
import { DeviceStatus } from './features/pwa/DeviceStatus';
import type { Pwa } from './features/pwa/use-pwa';
import { Settings } from './features/settings/Settings';
import { SettingsButton } from './features/settings/SettingsButton';
import { ViewBanner } from './features/share/ViewBanner';
import { Stage } from './features/stage/Stage';
import { Mark } from './Mark';
import { ErrorBoundary } from './parts/ErrorBoundary';
import { PageFailure } from './parts/Failure';
import type { AppStore } from './store/app-state';
import { clearSettings } from './store/database';
import { StoreContext, useApp } from './store/react';
import { resolveVariables, theme } from './theme';

const colorSchemeManager = createColorSchemeManager();

/** Pictures and captions stay. Without storage, the reload alone does it. */
async function startWithDefaults(): Promise<void> {
  await clearSettings().catch(() => {});
  location.reload();
}

/** The one screen. */
export function App({ store, pwa }: { store: AppStore; pwa: Pwa }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <StoreContext value={store}>
        <ErrorBoundary fallback={() => <PageFailure onReset={startWithDefaults} />}>
          <FilePicker>
            <DropAnywhere />
            <div className={classes.app}>
              <header className={classes.top}>
                <Mark />
                <h1 className={classes.name}>Blipscope</h1>
                <BackendBadge />
                <span className={classes.gap} />
                <DeviceStatus pwa={pwa} />
                <ModelPicker>
                  <ModelsButton />
                </ModelPicker>
                <SettingsButton />
                <AppearanceButton />
                <Help />
              </header>
              <div className={classes.banners}>
                <Banners pwa={pwa} />
                <ViewBanner />
                <NoticeAboveGrid />
              </div>
              <Main />
            </div>
          </FilePicker>
        </ErrorBoundary>
      </StoreContext>
    </MantineProvider>
  );
}

/** Beside the grid of the strip there are no captions, where it is else. */
function NoticeAboveGrid() {
  const zoomedOut = useApp((state) => state.collection.view !== 'grid' && isZoomedOut(state.pictures));
  return zoomedOut ? <PhotographNotice /> : null;
}

/** One picture with its captions, or a grid: of a collection, or of the strip. */
function Main() {
  const grid = useApp((state) => state.collection.view === 'grid');
  const zoomedOut = useApp(({ pictures }) => isZoomedOut(pictures));
  return (
    <main className={classes.main}>
      <CollectionPart />
      {!grid && zoomedOut && <StripGridPart />}
      {!grid && !zoomedOut && (
        <>
          <div className={classes.stage}>
            <BackToGrid />
            <Stage />
          </div>
          <div className={classes.strip}>
            <Strip />
          </div>
          <div className={classes.panel}>
            <Captions />
            <Settings />
          </div>
        </>
      )}
    </main>
  );
}
