import { Button } from '@mantine/core';
import { useId } from 'react';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import notice from '../models/active/model.module.css';
import { shortName } from '../models/install/wanted';
import classes from '../models/models.module.css';
import { estimate } from './estimate';
import { installedCaptioner, installPlan, PHOTOGRAPH_MODEL } from './offer';

/** What waits. */
type About = { kind: 'pictures'; count: number } | { kind: 'collection' };

/** Says before the first caption that the demo model knows drawings only, and offers a model for photographs. */
export function Question({ about }: { about: About }) {
  const title = useId();
  const m = useMessages().photographs;
  const installed = useApp(installedCaptioner);
  return (
    <section aria-labelledby={title} className={notice.notice}>
      <h3 id={title} className={classes.subtitle}>
        {m.title}
      </h3>
      <p role="status" className={notice.say}>
        {about.kind === 'collection' ? m.collection : m.pictures({ count: about.count })}
      </p>
      {installed ? <Use bundleKey={installed.key} id={installed.id} /> : <Install />}
    </section>
  );
}

function Use({ bundleKey, id }: { bundleKey: string; id: string }) {
  const { getState } = useAppStore();
  const m = useMessages().photographs;
  return (
    <div className={classes.actions}>
      <Button onClick={() => getState().photographs.captionWith(bundleKey)}>
        {m.use({ name: shortName(id) })}
      </Button>
      <OtherChoices />
    </div>
  );
}

function Install() {
  const { getState } = useAppStore();
  const { photographs: m, models } = useMessages();
  const plan = useApp(installPlan);
  const online = useApp((state) => state.device.online);
  const hasRoom = plan.freeBytes === null || plan.neededBytes <= plan.freeBytes;
  return (
    <>
      <Offer />
      {!online && <p className={classes.warning}>{m.offline}</p>}
      {online && !hasRoom && (
        <p className={classes.warning}>{m.noRoom({ bytes: plan.neededBytes, free: plan.freeBytes ?? 0 })}</p>
      )}
      <div className={classes.actions}>
        {online && hasRoom ? (
          <Button onClick={getState().photographs.install}>{m.install({ bytes: plan.downloadBytes })}</Button>
        ) : (
          <Button onClick={getState().library.openDialog}>
            {online ? models.recovery.space : m.fromFiles}
          </Button>
        )}
        <OtherChoices />
      </div>
    </>
  );
}

/** Which model, what it takes, and how long. */
function Offer() {
  const { getState } = useAppStore();
  const { photographs: m, models } = useMessages();
  const { downloadBytes, bundleBytes } = useApp(installPlan);
  const connection = getState().photographs.connection();
  const online = useApp((state) => state.device.online);
  const measured = useApp((state) => state.jobs.bytesPerSecond);
  const time = estimate(downloadBytes, measured, connection);
  const { name } = models.add.recommended[PHOTOGRAPH_MODEL.id];
  return (
    <>
      <p className={notice.say}>
        {rich(m.offer({ name, left: downloadBytes, bytes: bundleBytes }), { b: strong })}{' '}
        {online && m.time(time)}
      </p>
      {(connection.savesData || connection.isMobile) && (
        <p className={classes.warning}>{m.metered({ bytes: downloadBytes })}</p>
      )}
    </>
  );
}

function OtherChoices() {
  const { getState } = useAppStore();
  const { photographs: m, models } = useMessages();
  return (
    <>
      <Button variant="default" onClick={() => getState().photographs.choose('go-on')}>
        {m.goOn}
      </Button>
      <Button variant="subtle" color="gray" onClick={() => getState().photographs.choose('later')}>
        {models.review.notNow}
      </Button>
    </>
  );
}
