import { Tooltip } from '@mantine/core';
import { IconShieldCheck, IconWifiOff } from '@tabler/icons-react';
import { useApp } from '../../store/react';
import { deviceStatus } from './device-status';
import type { Pwa } from './pwa';
import classes from './pwa.module.css';

const PRIVATE = 'Pictures, captions and the model stay on this device. Nothing is sent anywhere.';

/** The quiet promise in the top bar. */
export function DeviceStatus({ pwa: { offlineReady } }: { pwa: Pwa }) {
  const online = useApp((state) => state.online);
  const hasModel = useApp((state) => state.modelStatus === 'ready');
  const kept = useApp((state) => state.keptOffline);
  const { text, more } = deviceStatus({ online, shell: offlineReady, hasModel, kept });
  return (
    <Tooltip label={`${PRIVATE} ${more}`.trim()} multiline maw={320}>
      <span className={classes.status} role="status" data-online={online}>
        {online ? (
          <IconShieldCheck size={18} aria-hidden="true" />
        ) : (
          <IconWifiOff size={18} aria-hidden="true" />
        )}
        <span className={classes.statusText}>{text}</span>
      </span>
    </Tooltip>
  );
}
