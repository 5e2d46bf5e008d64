import { Tooltip } from '@mantine/core';
import { IconShieldCheck, IconWifiOff } from '@tabler/icons-react';
import { useMessages } from '../../i18n/use-messages';
import { useApp } from '../../store/react';
import { deviceStatus } from './device-status';
import classes from './pwa.module.css';
import type { Pwa } from './use-pwa';

/** The quiet promise in the top bar. */
export function DeviceStatus({ pwa: { offlineReady } }: { pwa: Pwa }) {
  const online = useApp((state) => state.device.online);
  const hasModel = useApp((state) => state.model.status === 'ready');
  const cache = useApp((state) => state.device.offlineCache);
  const m = useMessages().pwa;
  const { text, more } = m.status[deviceStatus({ online, shell: offlineReady, hasModel, cache })];
  return (
    <Tooltip label={`${m.private} ${more}`.trim()} multiline maw={320}>
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
